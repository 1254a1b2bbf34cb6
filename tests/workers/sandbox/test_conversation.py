"""What comes through the sockets may be anything: it never blocks us, and is never ours."""

import time

import pytest

from tests.workers.conftest import Start
from workers.grader import words
from workers.grader.student import SandboxedStudent
from workers.packkit.checks import StudentError
from workers.sandbox.excess import Excess

WIRE = """
import os
def fine():
    return 1

def garbage():
    \"\"\"Bytes that are no message, into every socket that is open.\"\"\"
    for fd in range(3, 64):
        try:
            if os.readlink(f"/proc/self/fd/{fd}").startswith("socket"):
                os.write(fd, b"\\x00" * 4096)
        except OSError:
            continue
    return 1

def unlimited():
    import builtins
    helper = get_ipython().user_ns["__reviewhub__"]
    helper.answer_bytes = 10**12
    return "x" * 80_000_000
"""


@pytest.mark.parametrize("way", ["garbage", "unlimited"])
def test_nonsense_on_the_wire_is_an_end_or_is_passed_over(
    start: Start, way: str
) -> None:
    student = start(WIRE, call_s=4, memory_mb=1024)
    began = time.monotonic()
    for name in (way, "fine", "fine"):
        told = _told(student, name)
        ends = (words.DIED, words.TIMED_OUT, words.EXCESS[Excess.MESSAGES])
        assert told in (1, words.UNREADABLE, *ends)
    assert time.monotonic() - began < 40


def _told(student: SandboxedStudent, name: str) -> object:
    try:
        return student.call(name)
    except StudentError as error:
        return error.hint


def test_the_machines_settings_cannot_be_changed(start: Start) -> None:
    """A worker that is root is root to the kernel's eyes inside as well."""
    student = start(
        "def change(path):\n    with open(path) as file:\n        was = file.read()\n"
        "    with open(path, 'w') as file:\n        file.write(was)\n"
        "def exists(path):\n    import os\n    return os.path.exists(path)"
    )
    for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/vm/drop_caches"):
        assert student.call("exists", path) is True
        with pytest.raises(StudentError, match=r"Read-only file system|Permission"):
            student.call("change", path)
