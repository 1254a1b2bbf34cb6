"""The state folder is its owner's alone: no other user of the machine reads what is in it.

It holds the database, the key that signs sessions, mails with links that reset passwords, and
everything that was handed in. Only the folder itself and what the site wrote into it are touched.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

FOLDER = 0o700
FILE = 0o600
INNER_FOLDERS = ("broker", "mail", "media", "uploads")
WAL_FILES = ("-wal", "-shm", "-journal")  # SQLite makes them beside its database


def keep_private(var: Path, database: Path | None = None) -> None:
    """Makes the folder and closes it; mends what an earlier version left open.

    Called at every start, so it looks at few files: within a closed folder nobody reaches the
    others. `database` is the SQLite file; it is made here, since SQLite would leave it readable.
    """
    var.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    _close(var, FOLDER)
    for name in INNER_FOLDERS:
        _close(var / name, FOLDER)
    if database is not None and database.parent == var:
        database.touch(mode=FILE)
    for file in _files(var, database):
        _close(file, FILE)


def _files(var: Path, database: Path | None) -> Iterator[Path]:
    yield var / "secret-key"
    yield from (var / "mail").glob("*.log")  # as Django names mails
    if database is not None and database.parent == var:
        yield database
        for ending in WAL_FILES:
            yield database.with_name(database.name + ending)


def _close(path: Path, mode: int) -> None:
    """Takes away what others may do; what is not there, or not ours, stays as it is."""
    try:
        found = path.stat()
        if found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) & ~mode:
            path.chmod(stat.S_IMODE(found.st_mode) & mode)
    except FileNotFoundError:
        return
