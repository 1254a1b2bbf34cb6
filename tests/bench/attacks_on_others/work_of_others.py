"""Read what another student has handed in."""

import pathlib
import tempfile


def attack():
    for path in pathlib.Path(tempfile.gettempdir()).rglob("*"):
        try:
            if path.is_file() and path.stat().st_size < 1_000_000:
                keep(path.read_bytes().decode("utf-8", "replace"))
        except OSError:
            continue
