"""Runs web, workers and beat until Ctrl-C, and then ends all their processes."""

import fcntl
import http.client
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from scripts import environment, processes, say
from scripts.ports import require_free

STOP_GRACE_S = 10.0
POLL_S = 0.2


def state_folder() -> Path:
    folder = Path(os.environ.get("REVIEWHUB_VAR", say.ROOT / "var"))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def only_one() -> Iterator[None]:
    """Stops if another instance uses the state folder, with its SQLite file and message folder."""
    with (state_folder() / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise say.Stop(
                f"ReviewHub already runs on {state_folder()}. End that one first,"
                " or give this one a folder of its own with REVIEWHUB_VAR."
            ) from None
        yield


def answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


class Supervisor:
    """Runs honcho as a child process, and ends it with all its descendants."""

    def __init__(self, procfile: Path, host: str, port: int) -> None:
        self._stopping = False
        self.host = host
        self.port = port
        processes.adopt_orphans()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        # In a session of its own, so that Ctrl-C reaches only this process, which passes it on
        # once. If this process is killed, the system signals honcho, which ends the others.
        self._honcho = subprocess.Popen(
            [
                *("setpriv", "--pdeathsig", "TERM"),
                *(str(environment.PYTHON), "-m", "honcho", "-e", os.devnull),
                *("start", "-f", str(procfile)),
            ],
            cwd=say.ROOT,
            env={
                "REVIEWHUB_BASE_URL": f"http://localhost:{port}",  # a default
                **environment.environ(),
                "HOST": host,
                "PORT": str(port),
            },
            start_new_session=True,
        )

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        if self._stopping:
            processes.send(processes.descendants(os.getpid()), signal.SIGKILL)
        else:
            self._stopping = True
            print("\nStopping …", flush=True)
            self._honcho.terminate()

    def wait(self, ready: Callable[[], str]) -> int:
        """Waits until all processes have ended; prints a message once the site answers."""
        told = False
        deadline = None
        while self._honcho.poll() is None:
            if not told and not self._stopping and answers(self.host, self.port):
                told = True
                print(ready(), flush=True)
            if self._stopping:
                deadline = deadline or time.monotonic() + STOP_GRACE_S
                if time.monotonic() > deadline:
                    break
            time.sleep(POLL_S)
        return self._clear_away()

    def _clear_away(self) -> int:
        """Ends the processes that honcho left, which are now children of this one."""
        while left := processes.descendants(os.getpid()):
            processes.end(left, grace_s=2)
        code = self._honcho.wait()
        if self._stopping:
            print("Everything has stopped.", flush=True)
            return 0
        return code


def serve(procfile: Path, host: str, port: int, ready: Callable[[], str]) -> int:
    with only_one():
        # Setting up took a while, and another program may have taken the port.
        require_free(host, port)
        return Supervisor(procfile, host, port).wait(ready)
