"""Starts the engine as a child process with its own folders, and runs Compose with it."""

import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from scripts import say

UP_S = 60.0
GROUPS_S = 10.0
POLL_S = 0.2
LOG_TAIL = 3000
PARENT_GROUP = "reviewhub-compose"  # the containers' control groups are below it
GROUPS = Path("/sys/fs/cgroup")


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
        _remove_groups()


def _remove_groups() -> None:
    """Removes empty groups, inner ones first. The kernel may still be using the last one."""
    deadline = time.monotonic() + GROUPS_S
    while left := list(GROUPS.glob(f"*/{PARENT_GROUP}")):
        for parent in left:
            for folder, _, _ in os.walk(parent, topdown=False):
                with suppress(OSError):
                    Path(folder).rmdir()
        if time.monotonic() > deadline:
            say.note(f"control groups were left behind: {left[0]}")
            return
        time.sleep(POLL_S)


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


class Compose:
    """One compose file with its settings. `settings` replace `.env`."""

    def __init__(
        self, command: Sequence[str], file: Path, settings: Mapping[str, str], env: Path
    ) -> None:
        env.touch(mode=0o600)
        env.write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
        self._command = [*command, "--file", str(file), "--env-file", str(env)]

    def run(self, *words: str) -> str:
        """Runs a command of Compose; if it fails, shows its last lines and raises `say.Stop`."""
        return say.run([*self._command, *words])

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Starts a command of Compose without waiting for its end."""
        return subprocess.Popen([*self._command, *words], stderr=subprocess.DEVNULL)

    def run_in(self, service: str, *words: str) -> str:
        return self.run("exec", "--no-TTY", service, *words)

    def refused_in(self, service: str, *words: str) -> bool:
        """Whether a command in the service's container fails."""
        command = [*self._command, "exec", "--no-TTY", service, *words]
        return subprocess.run(command, capture_output=True, check=False).returncode != 0

    def container_of(self, service: str) -> str:
        return self.run("ps", "--quiet", service).strip()

    def inspected(self, service: str) -> dict[str, Any]:
        """The engine's description of the service's container."""
        said = say.run(["docker", "inspect", self.container_of(service)])
        (found,) = json.loads(said)
        return dict(found)
