"""Makes the state folder private, so that no other user of the machine can read it.

It contains the database, the key that signs sessions, e-mails with links that reset passwords, and
all submissions. Only the folder itself and files that the site wrote are changed.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

FOLDER = 0o700
FILE = 0o600
INNER_FOLDERS = ("broker", "mail", "media", "uploads")
WAL_FILES = ("-wal", "-shm", "-journal")  # written by SQLite beside its database


def keep_private(var: Path, database: Path | None = None) -> None:
    """Makes the folder private, and files that an earlier version left readable.

    It is called at every start, so it changes few files: nobody can reach the others in a private
    folder. `database` is the SQLite file, created here because SQLite would make it readable.
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
    yield from (var / "mail").glob("*.log")  # Django's names for e-mails
    if database is not None and database.parent == var:
        yield database
        for ending in WAL_FILES:
            yield database.with_name(database.name + ending)


def _close(path: Path, mode: int) -> None:
    """Removes the rights of other users. Ignores paths that are missing or not ours."""
    try:
        found = path.stat()
        if found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) & ~mode:
            path.chmod(stat.S_IMODE(found.st_mode) & mode)
    except FileNotFoundError:
        return
