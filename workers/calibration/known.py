"""Reads the known outcomes of past submissions from a CSV file, forgiving what people write."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workers.calibration.submissions import Submission

GOOD = "accept accepted approve approved good meets met ok pass passed passes passing right true yes y 1 合格"
BAD = "bad fail failed fails failing no n false 0 reject rejected return returned wrong 不合格"
PHRASES = {
    "meets specifications": True,
    "requires changes": False,
    "changes requested": False,
    "does not meet specifications": False,
    "not passed": False,
    "not accepted": False,
}
WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(GOOD.split(), True),
    **dict.fromkeys(BAD.split(), False),
    **PHRASES,
    **dict.fromkeys(("", "-", "–", "?", "unknown", "n/a"), None),
}
NAME_HEADS = frozenset({"name", "file", "notebook", "submission", "path", "folder"})
OUTCOME_HEADS = frozenset({"outcome", "result", "verdict", "known", "grade", "status"})
ENCODINGS = ("utf-8-sig", "cp1252")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
MOST_TOLD = 12


class UnusableKnown(Exception):
    """The file of known outcomes cannot be used; the message names file, lines and faults."""


@dataclass(frozen=True)
class _Line:
    number: int
    name: str
    outcome: str


@dataclass(frozen=True)
class Known:
    outcomes: Mapping[str, bool]  # by a submission's name: whether the work is good
    absent: tuple[str, ...] = ()  # named in the file, and not in the folder


def read_known(path: Path, submissions: Sequence[Submission]) -> Known:
    """The known outcomes of these submissions. Raises UnusableKnown."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnusableKnown(f"{path}: {error.strerror}") from error
    lines = list(_lines(path, _text(data)))
    if not lines:
        raise UnusableKnown(
            f"{path} names no submission. Write a line for each, such as: anna,passed"
        )
    return _matched(path, lines, submissions)


def _matched(
    path: Path, lines: Sequence[_Line], submissions: Sequence[Submission]
) -> Known:
    by_key = _by_key(submissions)
    outcomes: dict[str, bool] = {}
    said_in: dict[str, int] = {}
    faults: list[str] = []
    absent: list[str] = []
    for line in lines:
        outcome = WORDS.get(_plain(line.outcome), line)
        names = by_key.get(_key(line.name), ())
        if isinstance(outcome, _Line):
            faults.append(f"line {line.number}: {line.outcome!r} is no known outcome")
        elif not names:
            absent.append(line.name)
        elif len(names) > 1:
            told = ", ".join(sorted(names))
            faults.append(f"line {line.number}: {line.name!r} may be any of {told}")
        elif outcome is not None:
            (name,) = names
            if outcomes.setdefault(name, outcome) is not outcome:
                faults.append(
                    f"line {line.number}: {line.name!r} has another outcome in line"
                    f" {said_in[name]}"
                )
            said_in.setdefault(name, line.number)
    _raise_for(path, faults)
    if len(absent) == len(lines):
        raise UnusableKnown(
            f"{path}: none of its {len(lines)} names is in the folder, such as"
            f" {absent[0]!r}. The first column has to hold the names of the files or"
            " folders that are graded."
        )
    return Known(outcomes, tuple(absent))


def _raise_for(path: Path, faults: Sequence[str]) -> None:
    if not faults:
        return
    told = "\n".join(f"  {fault}" for fault in faults[:MOST_TOLD])
    more = len(faults) - MOST_TOLD
    rest = f"\n  and {more} more" if more > 0 else ""
    raise UnusableKnown(
        f"{path} cannot be used:\n{told}{rest}\n"
        "An outcome is “passed” or “failed”, or a word of the same meaning (accepted,"
        " good, yes, 1; rejected, returned, bad, no, 0); empty where it is not known."
    )


def _by_key(submissions: Sequence[Submission]) -> dict[str, set[str]]:
    """The submissions' names by everything that may stand for them."""
    names: dict[str, set[str]] = {}
    for submission in submissions:
        names.setdefault(_key(submission.name), set()).add(submission.name)
    whole = frozenset(names)
    for submission in submissions:
        last = _key(submission.name).rpartition("/")[2]
        if last not in whole:
            names.setdefault(last, set()).add(submission.name)
    return names


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").casefold().strip()
    plain = plain.removeprefix("./").rstrip("/")
    for ending in (".zip", ".ipynb"):
        plain = plain.removesuffix(ending)
    return plain


def _plain(outcome: str) -> str:
    words = unicodedata.normalize("NFKC", outcome).casefold().replace("_", " ")
    return " ".join(words.strip(" .!").split())


def _text(data: bytes) -> str:
    """Spreadsheets write UTF-8 with a mark, UTF-16 or the code page of Windows."""
    if data.startswith(UTF_16):
        return data.decode("utf-16", "replace")
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _lines(path: Path, text: str) -> Iterator[_Line]:
    """The lines that are not empty, without the headings. Raises UnusableKnown."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    name_at, outcome_at = 0, 1
    is_first = True
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for cells in rows:
        row = [cell.strip() for cell in cells]
        if not any(row) or row[0].startswith("#"):
            continue
        heads = [_plain(cell) for cell in row]
        if is_first and NAME_HEADS.intersection(heads):
            name_at, outcome_at = _columns(path, heads)
        elif len(row) <= max(name_at, outcome_at):
            raise UnusableKnown(
                f"{path}, line {rows.line_num}: there is one column, and two are"
                " wanted, name and outcome, with a comma between: anna,passed"
            )
        else:
            yield _Line(rows.line_num, row[name_at], row[outcome_at])
        is_first = False


def _columns(path: Path, heads: Sequence[str]) -> tuple[int, int]:
    names = [at for at, head in enumerate(heads) if head in NAME_HEADS]
    outcomes = [at for at, head in enumerate(heads) if head in OUTCOME_HEADS]
    if not outcomes:
        raise UnusableKnown(
            f"{path}: the headings name no column “outcome”: {', '.join(heads)}"
        )
    return names[0], outcomes[0]
