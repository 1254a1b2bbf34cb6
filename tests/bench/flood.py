"""How large a worker's own process gets while notebooks flood it with output.

Each kind of flood comes twice in one submission: from a function that a hidden check calls,
and from a cell of the notebook's run. What is read is VmHWM of the Celery process, the most
that it ever held; sandboxes are processes of their own and have limits of their own.
"""

import re
import tempfile
from pathlib import Path

from tests.bench import material
from tests.bench.rows import Report, Row
from tests.bench.single import DECIDED
from tests.bench.site import both_queues, running

TARGET_MB = 250.0
KINDS = {
    "print": "print('flood ' * 2000)",
    "raw descriptor": "os.write(1, b'flood ' * 10_000)",
    "display_data": "display({'text/plain': 'flood ' * 100_000}, raw=True)",
    "long lines on stderr": "sys.stderr.write('x' * 5_000_000)",
    "messages past the kernel's helper": (
        "k = get_ipython().kernel; k.session.send(k.iopub_socket, 'stream',"
        " {'name': 'stdout', 'text': 'flood ' * 100_000}, parent=k.get_parent())"
    ),
}
NOTEBOOK = """import os
import sys
import time
from IPython import get_ipython
from IPython.display import display

def flood():
    end = time.monotonic() + {seconds}
    while time.monotonic() < end:
        {once}
# %%
{solution}
# %%
def one_hot(labels, classes):
    flood()
    return np.eye(classes)[labels]
# %%
flood()
"""


def _peak_mb(pid: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    if found is None:
        raise RuntimeError(f"no VmHWM of {pid}")
    return int(found[1]) / 1024


def measure(*, quick: bool) -> Report:
    seconds = 2 if quick else 10
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        work = Path(folder)
        material.write_pack(work / "packs", material.NO_MARK)
        notebook = work / material.NOTEBOOK
        roles, command = ("worker-cpu", "beat"), {"worker-cpu": both_queues("first")}
        lines = []
        with running(work / "packs", roles=roles, commands=command) as site:
            site.stack.manage("seed_demo")
            pid = site.celery_pid("worker-cpu")
            peak = _peak_mb(pid)
            lines.append(f"* idle: {peak:.0f} MB")
            for name, once in KINDS.items():
                text = NOTEBOOK.format(
                    seconds=seconds, once=once, solution=material.solution()
                )
                notebook.write_text(material.handed_in(text))
                _, (uid,) = site.hand_in([notebook])
                site.wait_for(DECIDED, uid)
                if site.celery_pid("worker-cpu") != pid:
                    raise RuntimeError("the worker is another process now")
                peak = _peak_mb(pid)
                lines.append(f"* most until the end of {name}: {peak:.0f} MB")
    row = Row(
        "Worker's own memory under floods of output, at most",
        f"{peak:.0f} MB",
        target=f"< {TARGET_MB:g} MB",
        met=peak < TARGET_MB,
    )
    return Report([row], "\n".join(lines))
