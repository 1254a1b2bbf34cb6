"""A deadline hour: 1,500 uploads of 1 MB in ten minutes, 500 people who watch, ten reviewers at work.

On a course of 6,500 students, gunicorn as the Procfile starts it. Grading is throttled to a stub of
two slots (`hour/stub_worker.py`), so that nearly every run waits, as it does on such a day. All
visitors are played by one thread of this process, on the same cores as the site.
"""

import asyncio
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from random import Random
from statistics import median, quantiles
from typing import Any

from tests.bench.course import web
from tests.bench.course.seeding import POSTGRESQL, SQLITE, Course, seeded, tell
from tests.bench.hour.notebooks import padded
from tests.bench.hour.reviewers import Reviewer
from tests.bench.hour.uploads import HandingIn
from tests.bench.hour.visitors import Log, Visitor
from tests.bench.hour.watchers import Place, watch
from tests.bench.rows import Report, Row, table
from tests.stack import ROOT

MINUTES, UPLOADS_A_MINUTE = 10.0, 150
STUDENTS, WATCHERS, REVIEWERS = 6500, 500, 10
COMING_S = 30.0  # in which the watchers come, before the first upload
TARGET_S = 1.0
ENDING_S = 60.0  # for what is under way when the time is up
TELL_EVERY_S = 30.0


@dataclass
class Hour:
    """What became of it; processors are shares of one core, over the whole time."""

    log: Log
    handing_in: HandingIn
    reviewers: list[Reviewer]
    seconds: float = 0.0
    web_processors: float = 0.0
    own_processors: float = 0.0


def measure(
    *, quick: bool, minutes: float | None = None, database: str = SQLITE
) -> Report:
    minutes = minutes or (0.5 if quick else MINUTES)
    students, watchers = (60, 50) if quick else (STUDENTS, WATCHERS)
    uploads = round(minutes * UPLOADS_A_MINUTE)
    with seeded(database, students) as course:
        tell(f"making {uploads} students who hand in, {watchers} runs that wait")
        numbers = map(str, (uploads, watchers, REVIEWERS))
        people = course.asked("tests.bench.hour.people", *numbers)
        with _stub_worker(course, COMING_S + 60 * minutes):
            hour = asyncio.run(_played(course, people, 60 * minutes))
        tell("looking for every acknowledged upload")
        lost = course.asked(
            "tests.bench.hour.kept", stdin=json.dumps(hour.handing_in.acknowledged)
        )
        if hour.log.errors:
            sys.stdout.write(f"The web's log:\n{course.stack.log('web')}\n")
        memory = max(one.rss for one in web.memory_of(course.stack))
    words = f"{uploads} uploads in {minutes:g} min, {database}"
    return Report(_rows(words, hour, lost, memory), _details(hour))


on_postgresql = partial(measure, database=POSTGRESQL)


@contextmanager
def _stub_worker(course: Course, seconds: float) -> Iterator[None]:
    stub = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.hour.stub_worker", str(seconds)],
        cwd=ROOT,
        env=course.stack.env,
    )
    try:
        yield
        if stub.poll() not in (None, 0):
            raise RuntimeError(f"the stub worker ended with {stub.returncode}")
    finally:
        stub.kill()
        stub.wait()


async def _played(course: Course, people: Any, seconds: float) -> Hour:
    log, port = Log(), course.stack.port
    clock = asyncio.get_running_loop()
    until = clock.time() + COMING_S + seconds
    shown = zip(people["watchers"], people["watched"], strict=True)
    places = [Place(port, log, session, page) for session, page in shown]
    handing_in = HandingIn(port, people["project"], padded(), log, places)
    reviewers = [
        Reviewer(Visitor(port, session, log), log, Random(number))
        for number, session in enumerate(people["reviewers"])
    ]
    hour = Hour(log, handing_in, reviewers)
    share = COMING_S / len(places)
    coming = [watch(one, n * share, until) for n, one in enumerate(places)]
    working = [one.work(until) for one in reviewers]
    tasks = [asyncio.create_task(one) for one in (*coming, *working, _telling(hour))]
    await asyncio.sleep(COMING_S)
    tell("everybody watches: the uploads begin")
    before, began = (web.processor_s(course.stack), _own_s()), time.monotonic()
    await handing_in.all(people["uploaders"], seconds)
    hour.seconds = time.monotonic() - began
    hour.web_processors = (web.processor_s(course.stack) - before[0]) / hour.seconds
    hour.own_processors = (_own_s() - before[1]) / hour.seconds
    tasks.pop().cancel()
    await asyncio.wait_for(asyncio.gather(*tasks), ENDING_S)
    return hour


async def _telling(hour: Hour) -> None:
    while True:
        await asyncio.sleep(TELL_EVERY_S)
        taken = hour.log.seconds
        done = ", ".join(f"{kind} {len(times)}" for kind, times in taken.items())
        tell(f"{done}; errors {sum(hour.log.errors.values())}")


def _own_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _rows(words: str, hour: Hour, lost: dict[str, str], memory: float) -> list[Row]:
    log = hour.log
    asked = sum(len(times) for times in log.seconds.values())
    uploads = log.seconds.get("upload", [])
    p95 = quantiles(uploads, n=20)[-1]
    errors = sum(log.errors.values())
    kept = len(hour.handing_in.acknowledged)
    return [
        Row(
            f"{words}: p95 of an upload",
            f"{p95:.2f} s",
            target=f"< {TARGET_S:g} s",
            met=p95 < TARGET_S,
        ),
        Row(
            f"{words}: errors",
            f"{errors} in {asked} requests",
            target="0",
            met=not errors,
        ),
        Row(
            f"{words}: acknowledged uploads that are not stored, to the byte",
            f"{len(lost)} of {kept}",
            target="0",
            met=not lost and kept > 0,
        ),
        Row(f"{words}: memory of a web process at the end", f"{memory:.0f} MB"),
    ]


def _details(hour: Hour) -> str:
    lines = [("request", "times", "a second", "p50", "p95", "worst")]
    for kind, times in sorted(hour.log.seconds.items()):
        told = (median(times), quantiles([*times, *times], n=20)[-1], max(times))
        often = len(times) / (hour.seconds + COMING_S)
        cells = (f"{1000 * one:.0f} ms" for one in told)
        lines.append((kind, str(len(times)), f"{often:.1f}", *cells))
    published = sum(one.published for one in hour.reviewers)
    late = sum(one.too_late for one in hour.reviewers)
    said = (
        f"{len(hour.handing_in.places)} places from which runs are watched, {len(hour.reviewers)} reviewers,"
        f" who published {published} reviews ({late} times somebody else was faster)."
        f" While uploads came, the web used {hour.web_processors:.2f} processors and the"
        f" visitors {hour.own_processors:.2f}. Connections begun anew because the kept one"
        f" had just ended: {hour.log.reconnected}."
    )
    wrong = [f"* {times} times {words}" for words, times in hour.log.errors.items()]
    return "\n\n".join([table(lines), said, *(["\n".join(wrong)] if wrong else [])])
