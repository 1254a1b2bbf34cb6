"""`make test-compose`: docker-compose.yml, started in a real container engine of our own.

Nothing of an engine that may run on the machine is touched; ours ends with the command. Its images
stay in var/engine, so that the next time takes minutes less.
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
