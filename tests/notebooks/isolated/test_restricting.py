"""What a child cannot do, each tried in a process that has been restricted."""

import subprocess
import sys

import pytest

from notebooks.isolated import restricting

PROGRAM = """
import os, socket, subprocess, signal, ctypes, time
from notebooks.isolated.restricting import Limits, restrict
parent = os.getppid()
restrict(Limits({limits}))
{attempt}
"""


def run(attempt: str, limits: str = "") -> subprocess.CompletedProcess[str]:
    program = PROGRAM.format(attempt=attempt, limits=limits)
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )


def test_the_machine_filters_system_calls():
    assert restricting.has_call_filter()


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/passwd')",
        "open('/proc/self/environ')",
        "open('/tmp/left-behind', 'w')",
        "os.listdir('/')",
        "socket.socket()",
        "socket.socketpair()",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.kill(parent, signal.SIGKILL)",
        "os.unlink('/tmp/x')",
        "os.setuid(0)",
        "signal.setitimer(signal.ITIMER_REAL, 0)",
    ],
)
def test_a_child_cannot(attempt):
    ended = run(attempt)
    assert ended.returncode == 1
    assert "Operation not permitted" in ended.stderr, ended.stderr


AS_AN_ORDINARY_USER = """
import os
from notebooks.isolated.restricting import Limits, restrict
if not os.getuid():
    os.setuid(65534)
restrict(Limits())
open('/etc/passwd')
"""
WITHOUT_LOOKING_AGAIN = """
import os
from unittest import mock
from notebooks.isolated import restricting
restricting.call_filter()
with mock.patch("ctypes.util.find_library", side_effect=AssertionError):
    restricting.restrict(restricting.Limits())
open('/etc/passwd')
"""


@pytest.mark.parametrize("program", [AS_AN_ORDINARY_USER, WITHOUT_LOOKING_AGAIN])
def test_the_filter_is_made_before_the_limits_forbid_to_look_for_it(program):
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert "Operation not permitted: '/etc/passwd'" in ended.stderr, ended.stderr


def test_processor_time_ends():
    assert run("while True: pass", "cpu_seconds=0.2").returncode == -27  # SIGPROF


def test_waiting_ends():
    ended = run("import time; time.sleep(60)", "wall_seconds=0.2")
    assert ended.returncode == -14  # SIGALRM


def test_memory_ends():
    assert "MemoryError" in run("bytearray(600 << 20)").stderr
