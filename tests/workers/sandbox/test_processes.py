"""Processes are found by their namespace, and told as /proc tells them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workers.conftest import Start
from workers.sandbox import processes, usage
from workers.sandbox.members import Members
from workers.sandbox.processes import look_at
from workers.sandbox.schedstat import share_of_processor

BUSY = "while True: pass"
ORPHANS = """
import os, signal, time

def leave(count):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in range(count):
        parent = os.fork()
        if parent == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(60)
            os._exit(0)
        try:  # until the parent has ended: it is not one of those to be found
            os.waitpid(parent, 0)
        except ChildProcessError:
            pass
    return 1
"""


@pytest.fixture
def busy() -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-c", BUSY])
    yield process.pid
    process.kill()
    process.wait()


def test_a_process_is_told_as_it_is(busy: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        (look,) = look_at([busy])
        if look.own or time.monotonic() > deadline:
            break
    assert (look.pid, look.threads, look.collected) == (busy, 1, 0)
    assert look.own > 0
    assert look.resident > 1_000_000
    assert look.runs
    assert 0 < share_of_processor(busy) <= 1
    (again,) = look_at([busy])
    assert again.identity == look.identity


def test_what_children_used_is_told_once_they_are_collected() -> None:
    (before,) = look_at([os.getpid()])
    work = "import time\nwhile time.process_time() < 0.3: pass"
    subprocess.run([sys.executable, "-c", work], check=True)
    (after,) = look_at([os.getpid()])
    assert (after.collected - before.collected) * processes.TICK_S >= 0.25


def test_a_process_that_has_ended_is_left_out() -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    assert look_at([ended.pid]) == []
    assert share_of_processor(ended.pid) == 1.0
    with pytest.raises(FileNotFoundError):
        Members(ended.pid)


def test_open_files_are_counted_together(busy: int) -> None:
    ours = usage.open_files([os.getpid()])
    ends = os.pipe()
    try:
        assert usage.open_files([os.getpid()]) == ours + len(ends)
        assert usage.open_files([os.getpid(), busy]) >= ours + len(ends) + 1
    finally:
        for end in ends:
            os.close(end)


def test_a_name_with_brackets_is_no_riddle(tmp_path: Path) -> None:
    program = tmp_path / "a) R (b"
    program.symlink_to("/bin/sleep")
    process = subprocess.Popen([str(program), "60"])
    try:
        (look,) = look_at([process.pid])
        assert look.threads == 1
    finally:
        process.kill()
        process.wait()


def test_whoever_left_its_parent_is_found(start: Start) -> None:
    student = start(ORPHANS)
    assert student.call("leave", 3) == 1
    assert student.sandbox is not None
    members = Members(student.sandbox.init_pid)
    found = members.find(100)
    # Bubblewrap's init and the kernel, or what holds a forked kernel's sandbox; the orphans.
    assert len(found) >= 2 + 3
    assert found == sorted(found)
    assert os.getpid() not in found
    assert members.find(2) == found[:2]
    os.kill(found[-1], signal.SIGKILL)
    deadline = time.monotonic() + 10
    while found[-1] in members.find(100) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert members.find(100) == found[:-1]


def test_two_sandboxes_do_not_see_each_other(start: Start) -> None:
    first, second = start("def f():\n    return 1"), start("def f():\n    return 1")
    assert first.sandbox is not None
    assert second.sandbox is not None
    mine = Members(first.sandbox.init_pid).find(100)
    theirs = Members(second.sandbox.init_pid).find(100)
    assert mine
    assert theirs
    assert not set(mine) & set(theirs)
