"""`make test-compose`: starts docker-compose.yml in a container engine of its own.

An engine that already runs on the machine is not touched. Ours ends with the command. Its images
are kept in var/engine, which saves minutes the next time.
"""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts import say, serve
from scripts.composing import finding, private


def test_compose() -> int:
    folder = serve.state_folder().absolute() / "engine"
    folder.mkdir(parents=True, exist_ok=True)
    with only_one(folder):
        compose = finding.programs(folder)
        inside = [sys.executable, "-m", "scripts.composing", str(folder), *compose]
        return private.run_inside(inside, folder)


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise say.Stop(f"Another make test-compose runs in {folder}.") from None
        yield
