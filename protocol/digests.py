"""One digest for a folder, so that the web and the workers name a pack's version alike."""

import hashlib
from pathlib import Path

IGNORED = frozenset({"__pycache__", ".ipynb_checkpoints"})


def digest_of(folder: Path) -> str:
    """Changes with any file below: names and bytes. A missing folder has one, too."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if is_content(path, folder):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            name = path.relative_to(folder).as_posix()
            digest.update(f"{name}\0{content}\n".encode())
    return digest.hexdigest()


def is_content(path: Path, below: Path) -> bool:
    """A file that somebody wrote, not one that a program left behind."""
    return path.is_file() and not IGNORED.intersection(path.relative_to(below).parts)
