"""Compares one work's fingerprints with those of many, in one pass and bounded memory.

What many authors wrote is the course's or everybody's, so only rare fingerprints count. The bounds
were set on 178 notebooks of 174 repositories (docs/similarity.md).
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

RARE_SHARE = 0.03
"""A fingerprint is rare while at most this share of authors, or `RARE_AUTHORS`, has it."""

RARE_AUTHORS = 2
LEAST_SHARED = 12
"""Rare fingerprints in common; 35 and 23 in copies, at most 10 in works made apart."""

LEAST_SHARE = 0.5
"""Of the rare fingerprints of either work; 0.88 and more in copies, at most 0.36 otherwise."""

_CODE = "Q"
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Other(Generic[Key]):
    """A work to compare with. One author's works count once in what is rare."""

    key: Key
    author: Hashable
    packed: bytes


@dataclass(frozen=True)
class Likeness(Generic[Key]):
    key: Key
    shared: tuple[int, ...]  # rare fingerprints in common
    share: float  # of the new work's rare fingerprints


def pack(values: Iterable[int]) -> bytes:
    """Each value once, sorted: 8 bytes each, in the machine's own order."""
    return array(_CODE, sorted(set(values))).tobytes()


def unpack(packed: bytes) -> "array[int]":
    values = array(_CODE)
    values.frombytes(packed)
    return values


def likenesses(
    packed: bytes, others: Iterable[Other[Key]], known: Collection[int] = ()
) -> list[Likeness[Key]]:
    """The works that share much rare code with the one of `packed`, the most alike first.

    `others` are of other authors. `known` are the fingerprints of the template.
    """
    own = sorted(set(unpack(packed)).difference(known))
    bits = {value: 1 << place for place, value in enumerate(own)}
    candidates: dict[Key, int] = {}
    authors: dict[Hashable, int] = defaultdict(int)
    for other in others:
        common = sum(bits[value] for value in bits.keys() & set(unpack(other.packed)))
        authors[other.author] |= common
        if common.bit_count() >= LEAST_SHARED:
            candidates[other.key] = common
    rare = _rare(list(authors.values()), bits.values())
    found = [
        _likeness(key, common & rare, rare, bits) for key, common in candidates.items()
    ]
    alike = [
        one
        for one in found
        if len(one.shared) >= LEAST_SHARED and one.share >= LEAST_SHARE
    ]
    return sorted(alike, key=lambda one: -len(one.shared))


def _likeness(
    key: Key, common: int, rare: int, bits: Mapping[int, int]
) -> Likeness[Key]:
    shared = tuple(value for value, bit in bits.items() if common & bit)
    return Likeness(key, shared, len(shared) / max(rare.bit_count(), 1))


def _rare(authors: Collection[int], bits: Iterable[int]) -> int:
    """The mask of the fingerprints that few have, the new work's author among them."""
    most = max(RARE_AUTHORS, int(RARE_SHARE * (len(authors) + 1)))
    rare = 0
    for bit in bits:
        if 1 + sum(1 for mask in authors if mask & bit) <= most:
            rare |= bit
    return rare
