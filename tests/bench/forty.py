"""Forty notebooks: two workers of ours against `nbgrader autograde` of forty students.

nbgrader marks one after the other (its FAQ: parallel autograding is not there yet), so one
command for all forty is its own way, and its start is paid once. Two commands at a time on
two copies of the course are not its way, but fit the cores: given as a second line.
Ours: from the first hand-in until the last submission has left `checking`, checks and the
notebook's run included; the worker that took an examination may take the other step too.
"""

import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import material
from tests.bench.others import VERSIONS, Nbgrader
from tests.bench.rows import Report, Row
from tests.bench.site import both_queues, running

LEAST = 3.0
WORKERS = {"worker-cpu": both_queues("first"), "worker-gpu": both_queues("second")}


def _ours(work: Path, count: int) -> float:
    """Notebooks a minute."""
    material.write_pack(work / "packs", material.NO_MARK)
    notebook = work / material.NOTEBOOK
    notebook.write_text(material.handed_in(material.solution()))
    with running(
        work / "packs", roles=("worker-cpu", "worker-gpu", "beat"), commands=WORKERS
    ) as site:
        site.stack.manage("seed_demo")
        began, _ = site.hand_in([notebook] * count)
        left = "SELECT 1 FROM projects_submission WHERE state = 'checking'"
        site.wait_for(f"SELECT 1 WHERE NOT EXISTS ({left})", timeout_s=900)
        states = site.rows("SELECT state, COUNT(*) FROM projects_submission GROUP BY 1")
        if states != [("awaiting_review", count)]:
            raise RuntimeError(f"Not all passed: {states}")
        (last,) = site.rows("SELECT MAX(finished_at) FROM projects_run")[0]
    ended = datetime.fromisoformat(last).replace(tzinfo=UTC)
    return 60 * count / (ended.timestamp() - began)


def _course(folder: Path, count: int) -> Nbgrader:
    course = Nbgrader(folder)
    for number in range(count):
        course.hand_in(f"s{number:02}", material.solution())
    return course


def _check(course: Nbgrader, count: int) -> None:
    for number in range(count):
        score = course.score(f"s{number:02}")
        if score != len(material.NAMES):
            raise RuntimeError(f"nbgrader gave s{number:02} {score}")


def _nbgrader(work: Path, count: int) -> float:
    course = _course(work / "one", count)
    seconds = course.autograde()
    _check(course, count)
    return 60 * count / seconds


def _nbgrader_twice(work: Path, count: int) -> float:
    courses = [_course(work / name, count // 2) for name in ("left", "right")]
    threads = [threading.Thread(target=course.autograde) for course in courses]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    for course in courses:
        _check(course, count // 2)
    return 60 * count / seconds


def measure(*, quick: bool) -> Report:
    count = 8 if quick else 40
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        work = Path(folder)
        theirs = _nbgrader(work, count)
        ours = _ours(work, count)
        twice = _nbgrader_twice(work, count)
    named = VERSIONS["nbgrader"]
    title = f"{count} notebooks, two workers"
    return Report(
        [
            Row(
                title,
                f"{ours:.1f} a minute",
                f"{theirs:.1f} a minute ({named})",
                f"{ours / theirs:.2f}",
                f"≥ {LEAST:g}",
                ours / theirs >= LEAST,
            ),
            Row(
                f"{title}, two commands of the other",
                f"{ours:.1f} a minute",
                f"{twice:.1f} a minute ({named}, two courses at once)",
                f"{ours / twice:.2f}",
            ),
        ]
    )
