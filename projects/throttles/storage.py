"""Where the counters are kept: Redis, or a small file that the processes of a machine share."""

import sqlite3
import time
from contextlib import closing
from typing import Any

from limits.storage import MemoryStorage, Storage, storage_from_string

BUSY_S = 1.0
REDIS_SILENT_S = 0.5
FORGET_EVERY = 500  # counts


class FileStorage(Storage):
    """Counters in a SQLite file of their own: `file:///path/to/throttles.sqlite3`.

    Not the site's database, where a count would wait for whoever writes and force the disk:
    a counter that a power cut loses is no harm, so nothing is forced here. Each count is one
    statement, so that none is lost between processes.
    """

    STORAGE_SCHEME = ["file"]

    def __init__(self, uri: str, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=True)
        self._path = uri.removeprefix("file://")
        self._counts = 0

    @property
    def base_exceptions(self) -> type[Exception]:
        return sqlite3.Error

    def _connect(self) -> "closing[sqlite3.Connection]":
        """A connection for one use: connections may cross neither threads nor forks."""
        connection = sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS counters ("
            " key TEXT PRIMARY KEY, count INTEGER NOT NULL, expires REAL NOT NULL"
            ") WITHOUT ROWID"
        )
        return closing(connection)

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        with self._connect() as connection:
            self._counts += 1
            if self._counts % FORGET_EVERY == 1:
                connection.execute("DELETE FROM counters WHERE expires <= ?", (now,))
            row = connection.execute(
                "INSERT INTO counters VALUES (:key, :amount, :until)"
                " ON CONFLICT (key) DO UPDATE SET"
                "  count = CASE WHEN expires <= :now THEN :amount ELSE count + :amount END,"
                "  expires = CASE WHEN expires <= :now THEN :until ELSE expires END"
                " RETURNING count",
                {"key": key, "amount": amount, "until": now + expiry, "now": now},
            ).fetchone()
        return int(row[0])

    def get(self, key: str) -> int:
        return int(self._row(key)[0])

    def get_expiry(self, key: str) -> float:
        return float(self._row(key)[1])

    def _row(self, key: str) -> tuple[int, float]:
        now = time.time()
        with self._connect() as connection:
            row = connection.execute(
                "SELECT count, expires FROM counters WHERE key = ? AND expires > ?",
                (key, now),
            ).fetchone()
        return row or (0, now)

    def check(self) -> bool:
        with self._connect():
            return True

    def reset(self) -> int:
        with self._connect() as connection:
            return connection.execute("DELETE FROM counters").rowcount

    def clear(self, key: str) -> None:
        with self._connect() as connection:
            connection.execute("DELETE FROM counters WHERE key = ?", (key,))


def storage_for(url: str) -> Storage:
    """By its URL: `redis://…`, `file:///…` or `memory://` (one process, for tests)."""
    if url.startswith("file://"):
        return FileStorage(url)
    if url.startswith("memory://"):
        return MemoryStorage()
    storage = storage_from_string(
        url,
        wrap_exceptions=True,
        socket_timeout=REDIS_SILENT_S,
        socket_connect_timeout=REDIS_SILENT_S,
    )
    if not isinstance(storage, Storage):
        raise TypeError(f"{url}: not a storage of counters")
    return storage
