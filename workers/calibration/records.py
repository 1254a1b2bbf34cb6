"""What is kept of one submission graded with one seed: a line of JSON in the state file.

The file is only appended to, and each line reaches the disk before the next is begun. A process
that is killed loses what it was grading at that moment, and nothing else.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from io import BufferedRandom
from pathlib import Path

from protocol.steps import Incident
from workers.grader.json_safe import json_safe


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    RETURNED = "returned"  # a check failed
    REFUSED = "refused"  # at intake: not stored, and no attempt
    INCIDENT = "incident"  # a fault of ours: not judged


@dataclass(frozen=True)
class Result:
    """One check. Texts are English."""

    check: str
    title: str
    outcome: str
    hint: str = ""
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class Record:
    name: str
    seed: int
    digest: str  # of the submission's files
    version: str  # of everything that it was graded by
    verdict: Verdict
    edition: str = ""
    code: str = ""  # of the refusal
    words: str = ""  # the refusal's, or the incident's
    results: tuple[Result, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    intake_s: float = 0.0
    examine_s: float = 0.0
    train_s: float = 0.0

    @property
    def failed(self) -> list[Result]:
        return [result for result in self.results if result.outcome == "failed"]

    @property
    def seconds(self) -> float:
        return self.intake_s + self.examine_s + self.train_s

    @classmethod
    def parse(cls, line: bytes) -> "Record | None":
        """None for a line that is not whole, or that another version wrote."""
        try:
            values = json.loads(line)
            results = tuple(Result(**result) for result in values.pop("results"))
            verdict = Verdict(values.pop("verdict"))
            known = {each.name for each in fields(cls)}
            kept = {name: value for name, value in values.items() if name in known}
            return cls(**kept, verdict=verdict, results=results)
        except (ValueError, KeyError, TypeError, AttributeError):
            return None


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
