"""Reads the known outcomes of past submissions from a CSV file, forgiving what people write."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workers.calibration.known_lines import Line, UnusableKnown, lines_of, text_of
from workers.calibration.outcome_words import WORDS, plain_outcome
from workers.calibration.submissions import Submission

MOST_TOLD = 12


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
    lines = list(lines_of(path, text_of(data)))
    if not lines:
        raise UnusableKnown(
            f"{path} names no submission. Write a line for each, such as: anna,passed"
        )
    return _matched(path, lines, submissions)


def _matched(
    path: Path, lines: Sequence[Line], submissions: Sequence[Submission]
) -> Known:
    by_key = _by_key(submissions)
    outcomes: dict[str, bool] = {}
    said_in: dict[str, int] = {}
    faults: list[str] = []
    absent: list[str] = []
    for line in lines:
        outcome = WORDS.get(plain_outcome(line.outcome), line)
        names = by_key.get(_key(line.name), ())
        if isinstance(outcome, Line):
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
