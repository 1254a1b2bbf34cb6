"""What is known of a starter: the digests of an untouched one, the fingerprints of its code."""

from collections.abc import Iterable
from pathlib import Path

from notebooks.reading import read_notebook
from notebooks.similarity.comparing import pack
from notebooks.similarity.works import every_value_of
from notebooks.starter_fingerprints import fingerprint, module_fingerprint


def fingerprints_of(paths: Iterable[Path]) -> list[str]:
    """Of every notebook and module among a starter's files."""
    prints = []
    for path in paths:
        if path.suffix == ".ipynb":
            prints.append(fingerprint(read_notebook(path.read_bytes())))
        elif path.suffix == ".py":
            prints.append(module_fingerprint(path.read_text(encoding="utf-8")))
    return prints


def code_of(paths: Iterable[Path]) -> bytes:
    """Packed: the fingerprints that code taken over from a starter can have."""
    return pack(every_value_of({path.name: path.read_bytes() for path in paths}))
