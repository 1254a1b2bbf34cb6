"""A digest of a folder, by which the site and the workers identify a pack's version."""

import hashlib
from pathlib import Path

IGNORED = frozenset({"__pycache__", ".ipynb_checkpoints"})


def digest_of(folder: Path) -> str:
    """A digest of the names and contents of all files below; a missing folder has one, too."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if is_content(path, folder):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            name = path.relative_to(folder).as_posix()
            digest.update(f"{name}\0{content}\n".encode())
    return digest.hexdigest()


def is_content(path: Path, below: Path) -> bool:
    """Whether a person wrote the file, and no program generated it."""
    return path.is_file() and not IGNORED.intersection(path.relative_to(below).parts)
