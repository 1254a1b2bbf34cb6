"""Fingerprints of code: a sample of hashes of overlapping stretches of tokens ("winnowing").

Two works that share `STRETCH + WINDOW - 1` tokens in a row share a fingerprint for certain; shorter
likenesses than `STRETCH` tokens are never seen.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from notebooks.similarity.tokens import Token

STRETCH = 30
WINDOW = 12
VERSION = 1
"""Raised with every change of tokens or fingerprints, so that stored ones are made anew."""

_BYTES = 8


@dataclass(frozen=True)
class Fingerprint:
    value: int  # 0 to 2**64 - 1
    cell: int
    first_line: int
    last_line: int


def fingerprints_of(rows: Iterable[Sequence[Token]]) -> list[Fingerprint]:
    """The chosen ones of each row of tokens, in its order."""
    return [chosen for row in rows for chosen in _winnowed(stretches(row))]


def stretches(row: Sequence[Token]) -> list[Fingerprint]:
    """A fingerprint for every place at which a stretch begins."""
    return [
        _fingerprint(row[at : at + STRETCH]) for at in range(len(row) - STRETCH + 1)
    ]


def _fingerprint(stretch: Sequence[Token]) -> Fingerprint:
    text = "\n".join(token.word for token in stretch).encode("utf-8", "replace")
    value = int.from_bytes(hashlib.blake2b(text, digest_size=_BYTES).digest(), "big")
    lines = [token.line for token in stretch]
    return Fingerprint(value, stretch[0].cell, min(lines), max(lines))


def _winnowed(every: Sequence[Fingerprint]) -> list[Fingerprint]:
    """The smallest of each window, the rightmost of equal ones; each place once."""
    chosen: list[Fingerprint] = []
    last = -1
    for start in range(max(1, len(every) - WINDOW + 1) if every else 0):
        window = range(start, min(start + WINDOW, len(every)))
        at = min(window, key=lambda place: (every[place].value, -place))
        if at != last:
            chosen.append(every[at])
            last = at
    return chosen
