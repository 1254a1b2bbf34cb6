"""Plants secrets for attacks to find, in all places where a machine keeps real ones.

Each place has its own secret, so that a leak shows where it came from.
"""

import contextlib
import os
import secrets
import shutil
import socket
import sqlite3
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from workers.sandbox.folders import PREFIX as SWEPT

PREFIX = "canary-"
VARIABLE = "REVIEWHUB_CANARY_KEY"
KEY = "reviewhub-canary"  # of the session keyring
FILES = {
    "checks": "packs/probe/checks/hidden.py",
    "reference": "packs/probe/reference.py",
    "pack": "packs/probe/rubric.toml",
    "application": "projects/settings.py",
    "broker": "broker/1700000000_work.msg",
    "inbox": "reviewhub-sandbox-1-other/inbox/files/my_answers.py",
    "scratch": "other-scratch/notes.txt",
    "media": "media/blobs/ab/abcdef",
}


@dataclass
class Canaries:
    """Secrets planted while the `with` block lasts. `targets` tells attacks where they are."""

    folder: Path = field(default_factory=Path)
    secrets: dict[str, str] = field(default_factory=dict)
    targets: dict[str, Any] = field(default_factory=dict)
    boast: str = ""
    _visits: list[str] = field(default_factory=list)
    _listening: list[socket.socket] = field(default_factory=list)

    def __enter__(self) -> Self:
        # Named like a sandbox's folder, so that the leftovers of a killed process are swept too.
        self.folder = Path(tempfile.mkdtemp(prefix=f"{SWEPT}{os.getpid()}-canaries-"))
        self.boast = f"boast-{secrets.token_hex(12)}"
        self.targets = {
            "folder": str(self.folder),
            "mark": str(self.folder / "mark"),
            # Reversed, so that only an attack that won prints it; the notebook does not hold it.
            "boast": self.boast[::-1],
            "variable": VARIABLE,
            "key": KEY,
        }
        for name, place in FILES.items():
            self._file(name, self.folder / place)
        self._database()
        self._shared_memory()
        self._listeners()
        for name in ("variable", "key"):
            self.secrets[name] = _secret()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for listening in self._listening:
            listening.shutdown(socket.SHUT_RDWR)
            listening.close()
        Path(self.targets["shared"]).unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def environment(self) -> dict[str, str]:
        """Variables for the trusted process, since real workers have keys in their environment."""
        return {VARIABLE: self.secrets["variable"]}

    @property
    def marked(self) -> bool:
        return Path(self.targets["mark"]).exists()

    def visits(self) -> list[str]:
        """The listeners that were connected to since the last call."""
        visited, self._visits[:] = list(self._visits), []
        return visited

    def found_in(self, text: str) -> list[str]:
        return [name for name, secret in self.secrets.items() if secret in text]

    def _file(self, name: str, path: Path) -> None:
        self.secrets[name] = _secret()
        self.targets[name] = str(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"ANSWER = {self.secrets[name]!r}\n", "utf-8")
        path.chmod(0o644)

    def _database(self) -> None:
        path = self.folder / "db.sqlite3"
        self.secrets["database"], self.targets["database"] = _secret(), str(path)
        database = sqlite3.connect(path)
        with database:
            database.execute("create table answers (word text)")
            database.execute(
                "insert into answers values (?)", [self.secrets["database"]]
            )
        database.close()

    def _shared_memory(self) -> None:
        name = f"reviewhub-canary-{secrets.token_hex(4)}"
        self._file("shared", Path("/dev/shm") / name)  # noqa: S108 -- meant to be seen

    def _listeners(self) -> None:
        """Listens like a broker on TCP, and on Unix sockets with and without a path."""
        path = str(self.folder / "broker.sock")
        name = f"\0reviewhub-canary-{secrets.token_hex(4)}"
        self._listen("tcp", socket.AF_INET, ("127.0.0.1", 0))
        self._listen("unix", socket.AF_UNIX, path)
        self._listen("abstract", socket.AF_UNIX, name)
        self.targets["unix"] = path
        self.targets["abstract"] = name[1:]

    def _listen(self, name: str, family: int, address: Any) -> None:
        listening = socket.socket(family)
        listening.bind(address)
        listening.listen()
        if name == "tcp":
            self.targets["tcp"] = listening.getsockname()[1]
        self.secrets[name] = _secret()
        self._listening.append(listening)
        threading.Thread(
            target=self._welcome, args=(name, listening), daemon=True
        ).start()

    def _welcome(self, name: str, listening: socket.socket) -> None:
        while True:
            try:
                guest, _ = listening.accept()
            except OSError:
                return
            self._visits.append(name)
            with guest, contextlib.suppress(OSError):  # it may have disconnected
                guest.sendall(self.secrets[name].encode())


def _secret() -> str:
    return PREFIX + secrets.token_hex(12)
