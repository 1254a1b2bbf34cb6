"""`make run` ends everything it started, whatever that tries to stay."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import ports, processes, say, serve
from tests.services import free_port, wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
WEB = 'exec python -m http.server --bind "$HOST" "$PORT" --directory "$REVIEWHUB_VAR"'
# Deaf to being asked, and with a grandchild in a session of its own.
STUBBORN = "trap '' TERM INT; setsid sleep 600 >/dev/null 2>&1 & sleep 600"
SERVE = """
import sys
from pathlib import Path
from scripts import serve
sys.exit(serve.serve(Path(sys.argv[1]), "127.0.0.1", int(sys.argv[2]), lambda: "READY"))
"""


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A Procfile of a web server and a stubborn worker, being served by us."""
    monkeypatch.setattr("scripts.environment.VENV", Path(sys.prefix))
    procfile = tmp_path / "Procfile"
    procfile.write_text(f"web: {WEB}\nworker: {STUBBORN}\n")
    script = tmp_path / "serve.py"
    # The real .venv may not be there: the tests' own environment stands in for it.
    stand_in = (
        "from pathlib import Path\n"
        "from scripts import environment\n"
        f"environment.VENV = Path({sys.prefix!r})\n"
        f"environment.PYTHON = Path({sys.executable!r})\n"
    )
    script.write_text(stand_in + SERVE)
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-u", str(script), str(procfile), str(free_port())],
            cwd=ROOT,
            env={
                **os.environ,
                "REVIEWHUB_VAR": str(tmp_path),
                "PYTHONPATH": str(ROOT),
            },
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    wait_until(lambda: "READY" in log.read_text(), "serving", 20)
    yield process, log
    processes.send({process.pid} | processes.descendants(process.pid), signal.SIGKILL)
    process.wait()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_everything(served, number):
    process, log = served
    started = processes.descendants(process.pid)
    assert len(started) >= 4  # honcho, web, worker and the worker's grandchild
    process.send_signal(number)
    assert process.wait(30) == 0
    assert not any(processes.alive(pid) for pid in started)
    assert "Everything has stopped." in log.read_text()


def test_a_role_that_dies_ends_the_others_and_is_a_failure(served):
    process, _ = served
    started = processes.descendants(process.pid)
    web = next(pid for pid in started if "http.server" in _command_line(pid))
    os.kill(web, signal.SIGKILL)
    assert process.wait(30) != 0
    assert not any(processes.alive(pid) for pid in started)


def test_being_killed_outright_still_ends_what_can_be_told(served):
    process, _ = served
    started = processes.descendants(process.pid)
    web = {pid for pid in started if "http.server" in _command_line(pid)}
    honcho = {pid for pid in started if "honcho" in _command_line(pid)}
    assert web
    assert honcho
    process.kill()
    gone = processes.wait_for_end(web | honcho, 20)
    processes.send(started, signal.SIGKILL)  # the deaf ones, before anything is judged
    assert gone


def _command_line(pid):
    return Path(f"/proc/{pid}/cmdline").read_text()


def test_a_second_one_on_the_same_state_is_refused(served, tmp_path, monkeypatch):
    monkeypatch.setenv("REVIEWHUB_VAR", str(tmp_path))
    with pytest.raises(say.Stop, match="already runs"), serve.only_one():
        pytest.fail("the lock was given twice")


def test_a_taken_port_is_said_with_a_free_one(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(say.Stop, match=f"Port {port} is taken") as refusal:
            ports.address()
    suggested = int(str(refusal.value).rpartition("PORT=")[2])
    monkeypatch.setenv("PORT", str(suggested))
    assert ports.address() == ("127.0.0.1", suggested)


def test_a_port_that_is_no_number_is_refused(monkeypatch):
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(say.Stop, match="use a number"):
        ports.address()
