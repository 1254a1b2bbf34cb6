"""State folders that are set up once in a test run and copied: migrating takes four seconds.

`tests/conftest.py` keeps them in one folder, which all processes of the run share.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

FOLDER = "REVIEWHUB_TEST_TEMPLATES"


@contextmanager
def shared() -> Iterator[None]:
    """Until the run ends; the processes that it starts find the folder by the variable."""
    with tempfile.TemporaryDirectory(prefix="reviewhub-templates-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]


def copy(script: str, var: Path, make: Callable[[], None]) -> None:
    """Fills `var` as `make` does, which runs `script` there; it runs once for each script."""
    folder = os.environ.get(FOLDER)
    if folder is None:  # a bench, which sets up one site
        make()
        return
    template = Path(folder) / sha256(script.encode()).hexdigest()[:16]
    with template.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if template.exists():
            shutil.copytree(template, var, dirs_exist_ok=True)
            return
        make()
        being_copied = template.with_suffix(".new")
        shutil.copytree(var, being_copied)
        being_copied.rename(template)
