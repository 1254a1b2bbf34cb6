"""A worker that dies is started again; one that was drained is not."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import processes
from tests.services import wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
LONG_S = 20


@pytest.fixture
def kept(tmp_path):
    """Starts a shell command under the restarter; each of its starts leaves a line in `starts`."""
    started = []
    starts = tmp_path / "starts"

    def start(command):
        log = tmp_path / "log"
        line = f"echo x >> {starts}; {command}"
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "scripts.restarter", "sh", "-c", line],
                cwd=ROOT,
                stdout=output,
            )
        started.append(process)
        wait_until(starts.exists, "the first start", LONG_S)
        return process, log

    start.starts = lambda: starts.read_text().count("x")
    yield start
    for process in started:
        processes.send(
            {process.pid} | processes.descendants(process.pid), signal.SIGKILL
        )
        process.wait()


def test_one_that_dies_is_started_again(kept):
    process, log = kept("exec sleep 600")
    (first,) = processes.descendants(process.pid)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: kept.starts() == 2, "the second start", LONG_S)
    assert "It ended with status 137" in log.read_text()


def test_one_that_ends_in_order_stays_away_and_the_rest_goes_on(kept):
    process, log = kept("exit 0")
    wait_until(lambda: "is not restarted" in log.read_text(), "its end", LONG_S)
    assert kept.starts() == 1
    assert process.poll() is None
    process.terminate()
    assert process.wait(LONG_S) == 0


def test_one_that_cannot_start_is_a_failure(kept):
    process, _ = kept("exit 3")
    assert process.wait(LONG_S) == 3
    assert kept.starts() == 3


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_being_told_to_stop_is_passed_on(kept, number):
    process, _ = kept("trap 'exit 5' TERM; while :; do sleep 0.1; done")
    process.send_signal(number)
    assert process.wait(LONG_S) == 5
    assert kept.starts() == 1


def test_it_takes_what_it_keeps_along_when_it_is_killed(kept):
    process, _ = kept("exec sleep 600")
    below = processes.descendants(process.pid)
    assert below
    process.kill()
    process.wait()
    assert processes.wait_for_end(below, LONG_S)
