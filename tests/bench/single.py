"""One notebook from handing over to verdict, ours beside nbgrader's and otter-grader's.

Theirs: from starting the command to its end, which is how one hands a notebook over there.
Ours, on a running site: from sending the upload form until the submission has left
`checking`, so until everything is done: intake, hidden checks, the notebook run from the
top, results stored. The hidden checks alone, which is when the student knows, are given too.
Turn about, so that a slow moment of the machine meets all three.
"""

import statistics
import tempfile
import time
from pathlib import Path

from tests.bench import material
from tests.bench.others import VERSIONS, Nbgrader, Otter
from tests.bench.rows import Report, Row, table
from tests.bench.site import OF_SUBMISSION, Site, running
from tests.bench.upload import EXAMINED, withdraw

LIMITS = {"nbgrader": 0.5, "otter": 0.35}
DECIDED = "SELECT 1 FROM projects_submission WHERE uid = ? AND state != 'checking'"
PASSED = "SELECT 1 FROM projects_submission WHERE uid = ? AND state = 'awaiting_review'"
OUTCOMES = (
    f"SELECT step.kind, step.state, step.incident {OF_SUBMISSION} WHERE it.uid = ?"
)


class Ours:
    def __init__(self, site: Site, notebook: Path) -> None:
        self._site, self._notebook = site, notebook
        self._browser = site.signed_in()

    def grade(self) -> tuple[float, float]:
        """Seconds until the hidden checks were through, and until the whole verdict."""
        began = time.monotonic()
        uid = self._site.upload(self._browser, self._notebook)
        examined = self._site.wait_for(EXAMINED, uid)
        decided = self._site.wait_for(DECIDED, uid)
        if not self._site.rows(PASSED, uid):
            raise RuntimeError(f"did not pass: {self._site.rows(OUTCOMES, uid)}")
        withdraw(self._browser, uid)
        return examined - began, decided - began


def measure(*, quick: bool) -> Report:
    times: dict[str, list[float]] = {n: [] for n in ("checks", "whole", *LIMITS)}
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        work = Path(folder)
        material.write_pack(work / "packs", material.NO_MARK)
        notebook = work / material.NOTEBOOK
        notebook.write_text(material.handed_in(material.solution()))
        others = {
            "nbgrader": Nbgrader(work / "course"),
            "otter": Otter(work / "otter"),
        }
        with running(work / "packs") as site:
            ours = Ours(site, notebook)
            for number in range(2 if quick else 7):
                for name, other in others.items():
                    graded = other.grade(f"s{number}", material.solution())
                    if graded.score != len(material.NAMES):
                        raise RuntimeError(f"{name}: {graded}")
                    times[name].append(graded.seconds)
                    checks, whole = ours.grade()
                    times["checks"].append(checks)
                    times["whole"].append(whole)
    return _report(times)


def _report(times: dict[str, list[float]]) -> Report:
    median = {name: statistics.median(row) for name, row in times.items()}
    rows = []
    for name, limit in LIMITS.items():
        for what, key in (
            ("One notebook, handing over to full verdict", "whole"),
            ("One notebook, to the end of the hidden checks", "checks"),
        ):
            ratio = median[key] / median[name]
            judged = key == "whole"
            rows.append(
                Row(
                    what,
                    f"{median[key]:.2f} s",
                    f"{median[name]:.2f} s ({VERSIONS[name]})",
                    f"{ratio:.2f}",
                    f"≤ {limit:g}" if judged else "–",
                    ratio <= limit if judged else None,
                )
            )
    titles = {
        "checks": "ours, hidden checks",
        "whole": "ours, full verdict",
        **VERSIONS,
    }
    lines = [("seconds", "median", "fastest", "slowest", "times")]
    for key, title in titles.items():
        row = times[key]
        figures = (f"{f(row):.2f}" for f in (statistics.median, min, max))
        lines.append((title, *figures, str(len(row))))
    return Report(rows, table(lines))
