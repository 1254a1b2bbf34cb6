"""Past submissions on disk, and records without grading."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.workers.packing import GOOD, notebook
from workers.calibration.judged import Judged
from workers.calibration.records import Record, Result, Verdict

BAD = "def double(x):\n    return x\n"


@dataclass
class Folder:
    path: Path

    def __post_init__(self) -> None:
        self.path.mkdir()

    def write(self, name: str, data: bytes = b"") -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def notebook(self, name: str, source: str = GOOD) -> Path:
        return self.write(name, notebook(source))

    def zip(self, name: str, **files: bytes) -> Path:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for inner, data in files.items():
                archive.writestr(inner, data)
        return self.write(name, packed.getvalue())


def record(name="anna", verdict=Verdict.ACCEPTED, failed=(), **changes) -> Record:
    """`failed`: checks that returned it, or pairs of a check and its hint."""
    pairs = [each if isinstance(each, tuple) else (each, "Mend it.") for each in failed]
    wrong = [Result(check, check.title(), "failed", hint) for check, hint in pairs]
    values = {
        "name": name,
        "seed": 0,
        "digest": "d",
        "version": "v",
        "verdict": Verdict.RETURNED if failed else verdict,
        "edition": "only",
        "results": (Result("load", "Loads", "passed"), *wrong),
        "examine_s": 1.0,
        **changes,
    }
    return Record(**values)


def one(known=None, *records: Record) -> Judged:
    return Judged(records[0].name, known, records)
