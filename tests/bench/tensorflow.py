"""First hidden-test result of a TensorFlow notebook, from the moment a worker takes it.

Warm: the worker has been up for a while and grades one notebook at a time, as on a quiet
day; between two there is a pause in which it may make ready for the next. By the database's
clock: `Step.started_at` until the first result other than `load` was written.
"""

import statistics
import tempfile
import time
from pathlib import Path

from protocol.steps import Incident
from tests.bench import material
from tests.bench.rows import Report, Row
from tests.bench.single import DECIDED, OUTCOMES
from tests.bench.site import OF_SUBMISSION, both_queues, running
from workers.environments.environments import find_runtime

TARGET_S = 1.5
RUNTIME = "tf2"
PAUSE_S = 15.0
TITLE = "First hidden-test result of a TensorFlow notebook, warm"
TAKEN_TO_RESULT = (
    "SELECT (julianday(MIN(p.at)) - julianday(step.started_at)) * 86400"
    f" {OF_SUBMISSION} JOIN projects_progress p ON p.run_id = run.id"
    " WHERE it.uid = ? AND step.kind = 'examine' AND p.kind = 'check'"
    " AND json_extract(p.payload, '$.check') != 'load'"
    " AND json_extract(p.payload, '$.outcome') = 'passed'"
)


def measure(*, quick: bool) -> Report:
    target = f"≤ {TARGET_S:g} s"
    try:
        find_runtime(RUNTIME)
    except Incident as why:
        row = Row(TITLE, "not measured", target=target, met=False)
        return Report([row], f"The runtime {RUNTIME} is not built: {why}")
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        work = Path(folder)
        pack = material.write_pack(work / "packs", material.NO_MARK) / "pack.toml"
        pack.write_text(pack.read_text().replace('"numpy"', f'"{RUNTIME}"'))
        notebook = work / material.NOTEBOOK
        solution = (material.FOLDER / "tensorflow_solution.py").read_text()
        notebook.write_text(material.handed_in(solution))
        times = _times(work, notebook, 3 if quick else 7)
    cold, *warm = times
    median = statistics.median(warm)
    row = Row(TITLE, f"{median:.2f} s", target=target, met=median <= TARGET_S)
    each = ", ".join(f"{s:.2f}" for s in warm)
    return Report([row], f"The worker's first: {cold:.2f} s; then {each} s.")


def _times(work: Path, notebook: Path, count: int) -> list[float]:
    commands = {"worker-cpu": both_queues("first")}
    times = []
    with running(
        work / "packs", roles=("worker-cpu", "beat"), commands=commands
    ) as site:
        site.stack.manage("seed_demo")
        for _ in range(count):
            _, (uid,) = site.hand_in([notebook])
            site.wait_for(DECIDED, uid)
            ((seconds,),) = site.rows(TAKEN_TO_RESULT, uid)
            if seconds is None:
                raise RuntimeError(f"no check passed: {site.rows(OUTCOMES, uid)}")
            times.append(seconds)
            time.sleep(PAUSE_S)
    return times
