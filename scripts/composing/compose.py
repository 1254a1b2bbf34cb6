"""Commands of Compose for one file and its settings."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts import commands


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
        return commands.run([*self._command, *words])

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
        said = commands.run(["docker", "inspect", self.container_of(service)])
        (found,) = json.loads(said)
        return dict(found)
