"""SIGKILL to a worker in the middle of a step, until another has taken the step up.

Default settings: the lease runs out unrenewed, a sweep sees it and wakes a worker. The
second worker is there and idle, as in any site with two.
"""

import signal
import tempfile
import time
from pathlib import Path

from tests.bench import material
from tests.bench.rows import Report, Row
from tests.bench.site import OF_SUBMISSION, both_queues, running
from tests.services import wait_until

TARGET_S = 30.0
SLEEPS_S = 100
TRIES = f"SELECT step.tries, step.worker {OF_SUBMISSION} WHERE step.state = 'running'"
SLOW = f"import time\n{{}}\n# %%\ntime.sleep({SLEEPS_S})\n"
RECORDS = "SELECT 1 FROM projects_progress WHERE kind = 'cell'"


def _once(work: Path) -> float:
    """Kills the worker that runs the notebook; seconds until the other one does."""
    notebook = work / material.NOTEBOOK
    notebook.write_text(material.handed_in(SLOW.format(material.solution())))
    commands = {"worker-cpu": both_queues("first"), "worker-gpu": both_queues("second")}
    with running(
        work / "packs", roles=("worker-cpu", "beat"), commands=commands
    ) as site:
        site.stack.manage("seed_demo")
        site.hand_in([notebook])
        site.wait_for(RECORDS)  # the training step, in the notebook's run
        ((tries, worker),) = site.rows(TRIES)
        site.stack.start("worker-gpu")
        began = time.monotonic()
        site.stack.kill("worker-cpu", signal.SIGKILL)

        def taken_up() -> bool:
            rows = site.rows(TRIES)
            return bool(rows) and rows[0][0] > tries and rows[0][1] != worker

        wait_until(taken_up, "the step being taken up", 3 * TARGET_S)
        return time.monotonic() - began


def measure(*, quick: bool) -> Report:
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        work = Path(folder)
        material.write_pack(work / "packs", material.NO_MARK)
        times = [_once(work) for _ in range(1 if quick else 3)]
    worst = max(times)
    row = Row(
        f"SIGKILL of a worker to its run being taken up, worst of {len(times)}",
        f"{worst:.1f} s",
        target=f"< {TARGET_S:g} s",
        met=worst < TARGET_S,
    )
    return Report([row], "Each: " + ", ".join(f"{s:.1f} s" for s in times))
