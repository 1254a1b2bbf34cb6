"""Loads a project's data: real data if the data folder holds it, else synthetic data.

A file of the right name with other contents raises an `Incident`, because grading on synthetic data
instead is not what the staff who put the file there want.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from protocol.steps import Incident

REAL = "real"
SYNTHETIC = "stand-in"
"""The kinds of a data set, as named in figures and notes."""

ALGORITHMS = {"sha256": "SHA-256", "md5": "MD5"}
"""An algorithm's usual name, by the name it has in a digest ("sha256:…")."""


def find(folder: Path | None, *names: str) -> Path | None:
    """The first of these files that exists in the data folder; None without one."""
    if folder is None:
        return None
    paths = (folder / name for name in names)
    return next((path for path in paths if path.is_file()), None)


def find_all(folder: Path | None, names: Sequence[str]) -> list[Path]:
    """All of these files, or none. Raises Incident when only some exist."""
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

    `where` says where the published file can be found.
    """
    algorithm, _, wanted = digest.partition(":")
    content = path.read_bytes()
    found = hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()
    if found != wanted:
        told = f"{path} is not the published file ({ALGORITHMS[algorithm]} differs)"
        raise Incident(f"{told}: {where}")
    return content
