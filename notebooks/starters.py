"""The digests by which an untouched starter is known."""

from collections.abc import Iterable
from pathlib import Path

from notebooks.reading import read_notebook
from notebooks.recognise import fingerprint, module_fingerprint


def fingerprints_of(paths: Iterable[Path]) -> list[str]:
    """Of every notebook and module among a starter's files."""
    prints = []
    for path in paths:
        if path.suffix == ".ipynb":
            prints.append(fingerprint(read_notebook(path.read_bytes())))
        elif path.suffix == ".py":
            prints.append(module_fingerprint(path.read_text(encoding="utf-8")))
    return prints
