"""Work that runs away is stopped; the worker's own memory and patience hold."""

import os
import resource
import time
from pathlib import Path

import pytest

from tests.workers.conftest import Start
from workers.grader import words
from workers.packkit.checks import Allowance, StudentError
from workers.sandbox.excess import Excess
from workers.sandbox.processes import descendants

BOMBS = """
import os, signal, sys, threading, time
import numpy as np

def quiet():
    return 1

def loop():
    while True:
        pass

def deaf_loop():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM])
    while True:
        pass

def rest(seconds):
    time.sleep(seconds)

def work(cpu_s):
    until = time.process_time() + cpu_s
    while time.process_time() < until:
        pass
    time.sleep(0.3)  # the watchdog looks ten times a second

def leave():
    os._exit(0)

def kill_kernel():
    os.kill(os.getpid(), signal.SIGKILL)

def eat_memory():
    kept = []
    while True:
        kept.append(np.ones(2_000_000))

def eat_memory_in_children():
    for _ in range(6):
        if os.fork() == 0:
            kept = np.ones(15_000_000)
            time.sleep(60)
    time.sleep(60)

def fork_bomb():
    while True:
        try:
            if os.fork() == 0:
                continue
        except OSError:
            time.sleep(0.01)

def flood(megabytes):
    line = "x" * 1023
    for _ in range(megabytes * 1024):
        print(line)
    return "done"

def flood_below_python(megabytes):
    line = b"x" * 1024 * 1024
    for _ in range(megabytes):
        os.write(1, line)
        os.write(2, line)
    return "done"

def huge():
    return np.zeros(5_000_000)

def keep_talking():
    def talk():
        while True:
            print("still here", flush=True)
    threading.Thread(target=talk, daemon=True).start()
    return 1

def leave_a_daemon():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(600)
        os._exit(0)
    return 1
"""


def test_an_endless_loop_is_interrupted_and_the_kernel_lives(start: Start) -> None:
    student = start(BOMBS, call_s=1)
    with pytest.raises(StudentError) as stopped:
        student.call("loop")
    assert stopped.value.hint == words.TIMED_OUT
    assert student.alive
    assert student.call("quiet") == 1


def test_a_loop_that_ignores_the_interrupt_is_killed(start: Start) -> None:
    student = start(BOMBS, call_s=1)
    started = time.monotonic()
    with pytest.raises(StudentError) as stopped:
        student.call("deaf_loop")
    assert stopped.value.hint == words.TIMED_OUT
    assert time.monotonic() - started < 8
    with pytest.raises(StudentError):
        student.call("quiet")
    assert not student.alive


@pytest.mark.parametrize("way", ["leave", "kill_kernel"])
def test_a_kernel_that_ends_itself_is_the_students_failure(
    start: Start, way: str
) -> None:
    student = start(BOMBS)
    with pytest.raises(StudentError) as died:
        student.call(way)
    assert died.value.hint == words.DIED
    student.start()
    student.load_definitions()
    assert student.call("quiet") == 1


def test_objects_of_a_dead_sandbox_are_not_mistaken_for_new_ones(start: Start) -> None:
    student = start(
        "class Net:\n    size = 3\nimport os\ndef leave():\n    os._exit(0)\n"
    )
    old = student.new("Net")
    assert old.get("size") == 3
    with pytest.raises(StudentError):
        student.call("leave")
    student.start()
    student.load_definitions()
    student.new("Net")
    with pytest.raises(StudentError, match="lost when its sandbox ended"):
        old.get("size")


@pytest.mark.parametrize("way", ["eat_memory", "eat_memory_in_children"])
def test_a_memory_bomb_is_stopped_by_what_the_whole_tree_holds(
    start: Start, way: str
) -> None:
    student = start(BOMBS, memory_mb=400)
    with pytest.raises(StudentError) as stopped:
        student.call(way)
    assert stopped.value.hint == words.EXCESS[Excess.MEMORY]
    student.close()
    assert (
        350 < student.peak.memory_mb < 1500
    )  # a control group may be faster than we look


def test_a_fork_bomb_is_stopped_and_leaves_nothing(start: Start) -> None:
    student = start(BOMBS, processes=60, memory_mb=16_000)
    assert student.sandbox is not None
    pid = student.sandbox.init_pid
    with pytest.raises(StudentError) as stopped:
        student.call("fork_bomb")
    assert stopped.value.hint == words.EXCESS[Excess.PROCESSES]
    student.close()
    assert not Path(f"/proc/{pid}").exists()
    assert _named("launch.py", parent_of=os.getpid()) == []


def test_computing_time_is_counted(start: Start) -> None:
    student = start(BOMBS, cpu_s=3, call_s=20)
    with pytest.raises(StudentError) as stopped:
        student.call("loop")
    assert stopped.value.hint == words.EXCESS[Excess.CPU]


def test_an_allowance_is_used_by_work_and_not_by_waiting(start: Start) -> None:
    """A busy machine makes work wait as sleeping does: it must not cost a student anything."""
    student = start(BOMBS, call_s=20)
    allowance = Allowance(student, 0.8)
    student.call("rest", 1.2)
    assert allowance.left_s > 0.4
    student.call("work", 0.6)
    student.start()  # after a death, say: what was used stays used
    student.load_definitions()
    assert not allowance.is_spent
    student.call("work", 0.6)
    assert allowance.is_spent


def test_the_whole_step_has_an_end(start: Start) -> None:
    student = start(BOMBS, wall_s=4, call_s=20)
    with pytest.raises(StudentError) as stopped:
        student.call("loop")
    assert stopped.value.hint == words.EXCESS[Excess.WALL]


@pytest.mark.parametrize("way", ["flood", "flood_below_python"])
def test_a_flood_of_output_costs_the_worker_no_memory(start: Start, way: str) -> None:
    student = start(BOMBS, call_s=30)
    student.call("quiet")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert student.call(way, 30) == "done"
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown_mb < 30


def test_an_answer_over_the_limit_stays_inside(start: Start) -> None:
    student = start(BOMBS, answer_mb=8)
    with pytest.raises(StudentError) as refused:
        student.call("huge")
    assert refused.value.hint == words.TOO_LARGE
    assert student.call("quiet") == 1


def test_a_thread_that_keeps_talking_changes_nothing(start: Start) -> None:
    student = start(BOMBS)
    assert student.call("keep_talking") == 1
    assert [student.call("quiet") for _ in range(5)] == [1] * 5


def test_a_daemon_does_not_outlive_the_sandbox(start: Start) -> None:
    student = start(BOMBS)
    assert student.call("leave_a_daemon") == 1
    assert student.sandbox is not None
    pids = student.sandbox.processes()
    assert len(pids) > 3  # bubblewrap, its init, the kernel, the daemon
    student.close()
    time.sleep(0.2)
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def _named(name: str, parent_of: int) -> list[int]:
    found = []
    for pid in descendants(parent_of):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if name in command:
            found.append(pid)
    return found


MANY_FILES = """
def many_files(folder):
    number = 0
    while True:
        number += 1
        open(f"{folder}/{number}", "w").close()
"""


@pytest.mark.parametrize("folder", ["/scratch", "/tmp", "/dev/shm"])
def test_many_empty_files_are_too_many_files(start: Start, folder: str) -> None:
    """Their sizes add up to nothing, but the kernel keeps a kilobyte of each."""
    student = start(MANY_FILES, scratch_files=2_000)
    with pytest.raises(StudentError) as stopped:
        student.call("many_files", folder)
    assert stopped.value.hint == words.EXCESS[Excess.FILES]


SOCKETS = """
import os, socket, time

def many_sockets():
    for _ in range(8):
        if os.fork() == 0:
            kept = [socket.socketpair() for _ in range(100)]
            time.sleep(60)
    time.sleep(60)
"""


def test_open_files_count_for_all_processes_together(start: Start) -> None:
    """What sockets hold is the kernel's memory, which shows in no process."""
    student = start(SOCKETS, open_files=256)
    with pytest.raises(StudentError) as stopped:
        student.call("many_sockets")
    assert stopped.value.hint == words.EXCESS[Excess.OPEN_FILES]
