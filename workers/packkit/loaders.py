"""Loading a project's data: the real ones where they lie in the data folder, else synthetic ones.

A file of the right name with other contents is an `Incident`: going on with synthetic data
would judge students on data that nobody chose.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from protocol.steps import Incident

REAL = "real"
SYNTHETIC = "stand-in"
"""The kinds of a data set, as figures and notes tell them."""

ALGORITHMS = {"sha256": "SHA-256", "md5": "MD5"}
"""By the name in a digest "sha256:…": what people call it."""


def find(folder: Path | None, *names: str) -> Path | None:
    """The first of these files that lies in the data folder, if there is such a folder."""
    if folder is None:
        return None
    paths = (folder / name for name in names)
    return next((path for path in paths if path.is_file()), None)


def find_all(folder: Path | None, names: Sequence[str]) -> list[Path]:
    """All of these files, or none. Raises Incident when only some are there."""
    if folder is None:
        return []
    paths = [folder / name for name in names]
    there = [path for path in paths if path.is_file()]
    if there and len(there) < len(paths):
        missing = ", ".join(path.name for path in paths if path not in there)
        found = ", ".join(path.name for path in there)
        raise Incident(
            f"only {found} is in {there[0].parent.name}: {missing} is needed"
        )
    return there


def read_published(path: Path, digest: str, *, where: str) -> bytes:
    """The file's content. Raises Incident when it has another digest ("md5:…", in hex).

    `where` says from where the published file can be had.
    """
    algorithm, _, wanted = digest.partition(":")
    content = path.read_bytes()
    found = hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()
    if found != wanted:
        told = f"{path} is not the published file ({ALGORITHMS[algorithm]} differs)"
        raise Incident(f"{told}: {where}")
    return content
