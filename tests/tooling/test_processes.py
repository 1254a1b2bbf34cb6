"""A tree of processes is found whole, asked to end, and ended where it does not."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import commands, processes, say

LONG_S = 30.0
STUBBORN = "trap '' TERM; echo ready; while :; do sleep 0.05; done"


@pytest.fixture
def start():
    """Starts shells that say "ready"; none of them is left behind."""
    started = []

    def begin(script):
        process = subprocess.Popen(
            ["sh", "-c", script], stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield begin
    for process in started:
        below = processes.descendants(process.pid)
        processes.send({process.pid} | below, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def test_children_and_their_children_are_found_and_nobody_else(start):
    family = start("sh -c 'sleep 60 & echo ready; wait' & wait")
    other = start("echo ready; exec sleep 60")
    below = processes.descendants(family.pid)
    assert len(below) == 2
    assert {family.pid, other.pid, os.getpid()}.isdisjoint(below)
    assert below | {family.pid, other.pid} <= processes.descendants(os.getpid())


def test_a_process_that_has_ended_is_not_alive_although_nobody_asked_for_its_end(start):
    ended = start("echo ready; exec sleep 60")
    assert processes.alive(ended.pid)
    ended.kill()
    assert processes.wait_for_end({ended.pid}, LONG_S)
    assert not processes.alive(ended.pid)
    assert ended.pid not in processes.descendants(os.getpid())


def test_a_number_that_no_process_has_is_neither_alive_nor_an_error():
    nobody = int(Path("/proc/sys/kernel/pid_max").read_text()) + 1
    assert not processes.alive(nobody)
    assert processes.descendants(nobody) == set()
    processes.send({nobody}, signal.SIGTERM)
    assert processes.wait_for_end({nobody}, 0)


def test_who_ends_when_asked_is_not_killed(start):
    polite = start(
        "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done"
    )
    processes.end({polite.pid}, LONG_S)
    assert polite.stdout.readline() == "bye\n"
    assert polite.wait() == 0


def test_who_does_not_end_when_asked_is_killed_after_a_while(start):
    stubborn = start(STUBBORN)
    began = time.monotonic()
    processes.end({stubborn.pid}, 0.2)
    assert time.monotonic() - began >= 0.2
    assert stubborn.wait() == -signal.SIGKILL


def test_waiting_ends_although_a_process_does_not(start):
    lasting = start("echo ready; exec sleep 60")
    assert not processes.wait_for_end({lasting.pid}, 0.1)
    assert processes.alive(lasting.pid)


def test_a_name_with_brackets_and_blanks_is_no_state_of_a_process(tmp_path):
    program = tmp_path / "a) Z 1 (b"
    program.symlink_to("/bin/sleep")
    with subprocess.Popen([str(program), "60"]) as process:
        try:
            assert processes.alive(process.pid)
            assert process.pid in processes.descendants(os.getpid())
        finally:
            process.kill()


def test_what_a_command_prints_comes_back_and_each_line_as_it_is_printed():
    seen = []
    command = ["sh", "-c", "echo one; echo ' two ' >&2; printf '\\377'"]
    assert commands.run(command, on_line=seen.append) == "one\n two \n\ufffd"
    assert seen == ["one", " two", "\ufffd"]


def test_a_command_is_not_asked_for_anything():
    assert commands.run(["sh", "-c", "cat; echo end"]) == "end\n"


def test_only_the_last_lines_of_what_failed_are_shown(capsys):
    count = commands.LAST_LINES + 5
    with pytest.raises(say.Stop, match="status 1: sh -c"):
        commands.run(["sh", "-c", f"seq 1 {count}; exit 1"])
    shown = capsys.readouterr().out.splitlines()
    assert shown == [str(n) for n in range(6, count + 1)]


def test_a_command_in_the_background_is_waited_for_and_its_words_are_told(capsys):
    with commands.in_background(["sh", "-c", "echo built"]) as finish:
        finish()
    assert "built" in capsys.readouterr().out


def test_one_that_fails_in_the_background_stops_whoever_waits_for_it():
    with (
        pytest.raises(say.Stop, match="status 4"),
        commands.in_background(["sh", "-c", "exit 4"]) as finish,
    ):
        finish()


def test_leaving_early_ends_what_runs_in_the_background_with_its_children(tmp_path):
    told = tmp_path / "pids"
    script = f"sleep 60 & echo $$ $! > {told}.new; mv {told}.new {told}; wait"
    with commands.in_background(["sh", "-c", script]):
        deadline = time.monotonic() + LONG_S
        while not told.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        pids = set(map(int, told.read_text().split()))
        assert len(pids) == 2
    assert processes.wait_for_end(pids, LONG_S)


def test_it_runs_in_our_own_folder_whoever_calls(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    look = [sys.executable, "-c", "import os; print(os.getcwd())"]
    assert commands.run(look).strip() == str(say.ROOT)
