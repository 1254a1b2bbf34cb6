"""Starts the engine as a child process with its own folders."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts import say
from scripts.composing.control_groups import PARENT_GROUP, POLL_S, remove_groups

UP_S = 60.0


LOG_TAIL = 3000


class Failed(say.Stop):
    """A check of the test failed."""


@contextmanager
def started(folder: Path) -> Iterator[None]:
    """Starts an engine on its own socket, for this process and all that it starts."""
    socket = folder / "run" / "engine.sock"
    socket.parent.mkdir(parents=True, exist_ok=True)
    (folder / "run" / "engine.pid").unlink(missing_ok=True)
    log = folder / "engine.log"
    settings = folder / "engine.json"  # instead of the machine's own settings
    settings.write_text("{}")
    os.environ["DOCKER_HOST"] = f"unix://{socket}"
    # Otherwise Compose would draw progress bars.
    os.environ |= {"COMPOSE_PROGRESS": "plain", "COMPOSE_ANSI": "never"}
    with log.open("wb") as output:
        daemon = subprocess.Popen(
            [
                *("dockerd", "--host", os.environ["DOCKER_HOST"]),
                *("--data-root", str(folder / "data")),
                *("--exec-root", str(folder / "run" / "exec")),
                *("--pidfile", str(folder / "run" / "engine.pid")),
                *("--config-file", str(settings), "--cgroup-parent", PARENT_GROUP),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_until_up(daemon, log)
        yield
    finally:
        daemon.terminate()
        daemon.wait()
        remove_groups()


def _wait_until_up(daemon: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + UP_S
    while ask("docker", "version", "--format", "{{.Server.Version}}") is None:
        if daemon.poll() is not None or time.monotonic() > deadline:
            said = log.read_text("utf-8", "replace")[-LOG_TAIL:]
            raise say.Stop(f"The container engine does not start here:\n{said}")
        time.sleep(POLL_S)


def ask(*command: str) -> str | None:
    """A command's output, or None if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None
