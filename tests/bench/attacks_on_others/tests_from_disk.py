"""Read the hidden tests: the files beside the notebook while it is graded."""

import contextlib
import pathlib


def attack():
    for path in [
        *pathlib.Path.cwd().rglob("*.py"),
        *pathlib.Path.cwd().rglob("*.ipynb"),
    ]:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            keep(path.read_text())
