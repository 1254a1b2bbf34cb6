"""The state file of a calibration, to which each record is added as soon as it is known.

The file is only appended to, and each line reaches the disk before the next is begun. A process
that is killed loses what it was grading at that moment, and nothing else.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from io import BufferedRandom
from pathlib import Path

from protocol.steps import Incident
from workers.calibration.records import Record, Verdict
from workers.grader.json_safe import json_safe

Key = tuple[str, int]


class State:
    """The records by submission and seed, the newest of each."""

    def __init__(self, file: BufferedRandom) -> None:
        self._file = file
        self.records: dict[Key, Record] = {}
        for record in self._kept():
            self.records[record.name, record.seed] = record

    def _kept(self) -> Iterator[Record]:
        whole = 0
        for line in self._file:
            if line.endswith(b"\n"):
                whole += len(line)
                if (record := Record.parse(line)) is not None:
                    yield record
        self._file.truncate(whole)  # a line that was being written when we were killed
        self._file.seek(whole)

    def has(self, name: str, seed: int, digest: str, version: str) -> bool:
        """Whether it need not be graded again. A fault of ours is tried again."""
        kept = self.records.get((name, seed))
        return (
            kept is not None
            and kept.verdict is not Verdict.INCIDENT
            and (kept.digest, kept.version) == (digest, version)
        )

    def add(self, record: Record) -> None:
        self.records[record.name, record.seed] = record
        self._file.write(json.dumps(json_safe(asdict(record))).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def open_state(path: Path) -> Iterator[State]:
    """Raises Incident when another process has it open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Incident(
                f"Another calibration writes {path}. Wait for it, or name another"
                " --report."
            ) from None
        yield State(file)
