"""The lines of a file of known outcomes, however a spreadsheet wrote it."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workers.calibration.outcome_words import plain_outcome

NAME_HEADS = frozenset({"name", "file", "notebook", "submission", "path", "folder"})
OUTCOME_HEADS = frozenset({"outcome", "result", "verdict", "known", "grade", "status"})
ENCODINGS = ("utf-8-sig", "cp1252")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class UnusableKnown(Exception):
    """The file of known outcomes cannot be used; the message names file, lines and faults."""


@dataclass(frozen=True)
class Line:
    number: int
    name: str
    outcome: str


def text_of(data: bytes) -> str:
    """Spreadsheets write UTF-8 with a mark, UTF-16 or the code page of Windows."""
    if data.startswith(UTF_16):
        return data.decode("utf-16", "replace")
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def lines_of(path: Path, text: str) -> Iterator[Line]:
    """The lines that are not empty, without the headings. Raises UnusableKnown."""
    name_at, outcome_at = 0, 1
    is_first = True
    for number, row in _rows(path, text):
        heads = [plain_outcome(cell) for cell in row]
        if is_first and NAME_HEADS.intersection(heads):
            name_at, outcome_at = _columns(path, heads)
        elif len(row) <= max(name_at, outcome_at):
            raise UnusableKnown(
                f"{path}, line {number}: there is one column, and two are"
                " wanted, name and outcome, with a comma between: anna,passed"
            )
        else:
            yield Line(number, row[name_at], row[outcome_at])
        is_first = False


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """With the numbers of their lines. Raises UnusableKnown for what is no CSV."""
    told = (line for line in text.splitlines() if line.strip(" ,;\t"))
    first = next((line for line in told if not line.lstrip().startswith("#")), "")
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in rows:
            row = [cell.strip() for cell in cells]
            if any(row) and not row[0].startswith("#"):
                yield rows.line_num, row
    except csv.Error as error:
        raise UnusableKnown(f"{path}, line {rows.line_num}: {error}") from error


def _columns(path: Path, heads: Sequence[str]) -> tuple[int, int]:
    names = [at for at, head in enumerate(heads) if head in NAME_HEADS]
    outcomes = [at for at, head in enumerate(heads) if head in OUTCOME_HEADS]
    if not outcomes:
        raise UnusableKnown(
            f"{path}: the headings name no column “outcome”: {', '.join(heads)}"
        )
    return names[0], outcomes[0]
