"""Folders that are made once in a test run, by whichever of its processes needs them first.

Migrating a database takes four seconds of a processor, and the doctor's examination twenty.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

FOLDER = "REVIEWHUB_TEST_RUN"


@contextmanager
def run_folder() -> Iterator[None]:
    """Names the run's folder in the environment, where the processes that it starts find it."""
    with tempfile.TemporaryDirectory(prefix="reviewhub-test-run-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]


@cache
def _own_folder() -> str:
    """Of a process that belongs to no test run, such as a bench."""
    folder = tempfile.mkdtemp(prefix="reviewhub-made-once-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of this name, which `make` has made; a half-made one is made again."""
    folder = Path(os.environ.get(FOLDER) or _own_folder()) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            make(unfinished)
            unfinished.rename(folder)
    return folder
