"""The engine as our child, with folders of its own, and Compose talking to it."""

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
PARENT_GROUP = "reviewhub-compose"  # control groups of containers lie below it
GROUPS = Path("/sys/fs/cgroup")


class Failed(say.Stop):
    """Something did not go as it should."""


@contextmanager
def started(folder: Path) -> Iterator[None]:
    """An engine on a socket of its own, for this process and all that it starts."""
    socket = folder / "run" / "engine.sock"
    socket.parent.mkdir(parents=True, exist_ok=True)
    (folder / "run" / "engine.pid").unlink(missing_ok=True)
    log = folder / "engine.log"
    settings = folder / "engine.json"  # in the place of the machine's own
    settings.write_text("{}")
    os.environ["DOCKER_HOST"] = f"unix://{socket}"
    # Compose would draw pictures of its progress.
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
    """Empty ones, each below its parent. The kernel may be at the last one still."""
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
    """What it prints, or None when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


class Compose:
    """One compose file with its settings. `settings` stand for `.env`."""

    def __init__(
        self, command: Sequence[str], file: Path, settings: Mapping[str, str], env: Path
    ) -> None:
        env.touch(mode=0o600)
        env.write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
        self._command = [*command, "--file", str(file), "--env-file", str(env)]

    def run(self, *words: str) -> str:
        """Raises `say.Stop`, and shows the last lines, when it fails."""
        return say.run([*self._command, *words])

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Beside what is done meanwhile."""
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
        """What the engine says of its container."""
        said = say.run(["docker", "inspect", self.container_of(service)])
        (found,) = json.loads(said)
        return dict(found)
