"""Shows that attacks are no duds: where there is no sandbox, they get what they want.

For those that read or escape: the same code as a plain program, with the same secrets in the
same places. For those that forge: a grader as others build it, which runs its asserts in the
process that ran the student's code.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from workers.doctor.attacks.attack import Attack, Proof, Theme
from workers.doctor.attacks.canaries import Canaries
from workers.doctor.attacks.probing import script_of
from workers.doctor.attacks.snippets import TOOLS
from workers.environments.environments import Runtime

PATIENCE_S = 60
UNSUPPORTED = "unsupported:"
PASSED = "the naive grader says: passed"
HIDDEN = ["123456", "654321", "111213", "141516"]

# Holds a secret in its keyring, an open file and a terminal, as a careless worker would.
HOLD = """
import fcntl, os, sys, termios
os.setsid()
ends = os.openpty()
fcntl.ioctl(ends[1], termios.TIOCSCTTY, 0)
for end in ends:
    os.set_inheritable(end, True)
from workers.doctor.attacks.keyring import keep_secret
keep_secret(sys.argv[1], sys.argv[2])
os.set_inheritable(os.open(sys.argv[3], os.O_RDONLY), True)
os.chdir(sys.argv[4])
os.execv(sys.argv[5], sys.argv[5:])
"""
GRADER = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell(open("student.py").read())
result = shell.run_cell(open("tests.py").read())
if result.success:
    print({passed!r}, flush=True)
"""
DRAWING = f"""
import numpy as np
x = np.array([{", ".join(HIDDEN)}])
expected = 2 * x
"""
STYLES = {
    "close": "assert np.allclose(double(x), expected)",
    "equal": "assert double(1234) == 2468",
    "within": "assert not np.any(np.abs(double(x) - expected) > 1e-6)",
    "builtin": "assert all(abs(a - b) < 1e-6 for a, b in zip(double(x), expected))",
    "constant": "assert double(1234) == 2468",
    "twice": "double(x)\nassert np.allclose(double(x), expected)",
    "later": "import time\nanswer = double(x)\ntime.sleep(0.5)\n"
    "assert np.allclose(answer, expected)",
    "pickle": "import pickle\npickle.loads(pickle.dumps(double(x)))",
    "import": "from judging import close\nassert close(double(x), expected)",
    "log": "double(x)",
    "stdout": "assert np.allclose(double(x), expected)",
    "exit": "assert np.allclose(double(x), expected)",
}


@dataclass(frozen=True)
class Grounds:
    """Where an attack is tried without a sandbox."""

    canaries: Canaries
    runtime: Runtime
    folder: Path


def succeeds(attack: Attack, grounds: Grounds) -> bool:
    if attack.proof is Proof.OUTSIDE:
        return _succeeds_outside(attack, grounds)
    if attack.proof is Proof.COLLECT:
        return _succeeds_when_collected(attack, grounds)
    return _succeeds_naively(attack, grounds)


def _succeeds_outside(attack: Attack, grounds: Grounds) -> bool:
    done = _run_freely(attack, grounds)
    canaries = grounds.canaries
    marked = canaries.marked
    Path(canaries.targets["mark"]).unlink(missing_ok=True)
    if canaries.visits() or marked or canaries.boast in done.stdout:
        return True
    if canaries.found_in(done.stdout):
        return True
    print(done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout.startswith(UNSUPPORTED) or _needs_root(attack, done)


def _needs_root(attack: Attack, done: subprocess.CompletedProcess[str]) -> bool:
    """What the kernel refuses to ordinary users can only be shown by root."""
    refused = "PermissionError" in done.stderr or not done.stdout.strip()
    return os.getuid() != 0 and attack.theme is Theme.ESCAPE and refused


def _run_freely(attack: Attack, grounds: Grounds) -> subprocess.CompletedProcess[str]:
    """With the runtime's Python, but nothing around it."""
    targets = grounds.canaries.targets
    held = [targets["key"], grounds.canaries.secrets["key"], targets["checks"]]
    program = [str(grounds.runtime.interpreter), "-c", script_of(attack, targets)]
    return subprocess.run(
        [sys.executable, "-c", HOLD, *held, str(grounds.folder), *program],
        env={**os.environ, **grounds.canaries.environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def _succeeds_when_collected(attack: Attack, grounds: Grounds) -> bool:
    """A grader that copies what lies in the student's folder, and follows links."""
    _run_freely(attack, grounds)
    copied = grounds.folder / "collected"
    shutil.copytree(grounds.folder, copied, ignore=lambda *_: ["collected"])
    texts = [path.read_text() for path in copied.rglob("*") if path.is_file()]
    return grounds.canaries.found_in("".join(texts)) == ["checks"]


def _succeeds_naively(attack: Attack, grounds: Grounds) -> bool:
    folder, style = grounds.folder, attack.style
    targets = grounds.canaries.targets
    student = f"TARGETS = {dict(targets)!r}\n{TOOLS}{attack.source}"
    (folder / "student.py").write_text(student)
    (folder / "tests.py").write_text(f"{DRAWING}{STYLES[style]}\n")
    grader = GRADER.format(passed=PASSED)
    if style == "exit":
        grader = f"{student}{DRAWING}{STYLES[style]}\n"
    done = subprocess.run(
        [str(grounds.runtime.interpreter), "-c", grader],
        cwd=folder,
        env={"HOME": str(folder), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    marked = grounds.canaries.marked
    Path(targets["mark"]).unlink(missing_ok=True)
    print(done.stdout[-2000:], done.stderr[-2000:])
    if style == "log":
        return any(number in done.stdout + done.stderr for number in HIDDEN)
    if style == "stdout":
        return '{"passed": true' in done.stdout
    if style == "exit":
        return done.returncode == 0
    return marked or PASSED in done.stdout
