"""What two sequences have in common, in the same order."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field

MOST_BITS = 120_000_000
"""Of the table that finds the longest common subsequence: 15 MB, filled within 0.1 s."""

MOST_STEPS = 3_000_000
"""Elements that are looked at in all searches for common ones that occur once."""


@dataclass(frozen=True)
class Block:
    """`size` elements that are equal, from these places on, counted from 0."""

    old: int
    new: int
    size: int


@dataclass
class _Search:
    old: Sequence[Hashable]
    new: Sequence[Hashable]
    pairs: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.steps, self.bits = MOST_STEPS, MOST_BITS

    def run(self) -> list[tuple[int, int]]:
        waiting = [(0, len(self.old), 0, len(self.new))]
        while waiting:
            waiting += self._narrowed(*waiting.pop())
        return sorted(self.pairs)

    def _narrowed(
        self, low: int, high: int, new_low: int, new_high: int
    ) -> Iterator[tuple[int, int, int, int]]:
        """Finds what is certain in the two ranges; yields the ranges that are left between."""
        old, new = self.old, self.new
        while low < high and new_low < new_high and old[low] == new[new_low]:
            self.pairs.append((low, new_low))
            low, new_low = low + 1, new_low + 1
        while low < high and new_low < new_high and old[high - 1] == new[new_high - 1]:
            high, new_high = high - 1, new_high - 1
            self.pairs.append((high, new_high))
        if low == high or new_low == new_high:
            return
        anchors = self._anchors(low, high, new_low, new_high)
        if not anchors:
            self._longest_common(low, high, new_low, new_high)
            return
        for at, new_at in (*anchors, (high, new_high)):
            yield low, at, new_low, new_at
            low, new_low = at + 1, new_at + 1
        self.pairs += anchors

    def _anchors(
        self, low: int, high: int, new_low: int, new_high: int
    ) -> list[tuple[int, int]]:
        """Elements that occur once in either range: as many as are in the same order."""
        self.steps -= high - low + new_high - new_low
        if self.steps < 0:
            return []
        count = Counter(self.old[low:high])
        new_count = Counter(self.new[new_low:new_high])
        places = {
            self.new[at]: at
            for at in range(new_low, new_high)
            if new_count[self.new[at]] == 1
        }
        common = [
            (at, places[self.old[at]])
            for at in range(low, high)
            if count[self.old[at]] == 1 and self.old[at] in places
        ]
        return [common[n] for n in increasing([new_at for _at, new_at in common])]

    def _longest_common(self, low: int, high: int, new_low: int, new_high: int) -> None:
        """Hyyrö's bit-parallel algorithm: a row for each new element, a bit for each old one.

        Without room for the table nothing in these ranges counts as common.
        """
        old, new = self.old[low:high], self.new[new_low:new_high]
        self.bits -= len(old) * len(new)
        if self.bits < 0:
            return
        places: dict[Hashable, int] = {}
        for at, one in enumerate(old):
            places[one] = places.get(one, 0) | 1 << at
        row = full = (1 << len(old)) - 1
        rows = [row]
        for one in new:
            met = row & places.get(one, 0)
            row = ((row + met) | (row - met)) & full
            rows.append(row)
        at, new_at = len(old), len(new)
        while at and new_at:
            if (
                rows[new_at] >> (at - 1) & 1
            ):  # the subsequence does without this old one
                at -= 1
            elif rows[new_at - 1] >> (at - 1) & 1:
                at, new_at = at - 1, new_at - 1
                self.pairs.append((low + at, new_low + new_at))
            else:
                new_at -= 1


def common_pairs(
    old: Sequence[Hashable], new: Sequence[Hashable]
) -> list[tuple[int, int]]:
    """Places of equal elements in both, in order. Those that occur once are preferred."""
    return _Search(old, new).run()


def common_blocks(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Block]:
    """The same as blocks; the last one, of size 0, stands behind the ends."""
    blocks: list[Block] = []
    for at, new_at in common_pairs(old, new):
        last = blocks[-1] if blocks else None
        if last and (at, new_at) == (last.old + last.size, last.new + last.size):
            blocks[-1] = Block(last.old, last.new, last.size + 1)
        else:
            blocks.append(Block(at, new_at, 1))
    return [*blocks, Block(len(old), len(new), 0)]


def increasing(values: Sequence[int]) -> list[int]:
    """The places of a longest increasing subsequence, by patience sorting."""
    tops: list[int] = []  # the smallest value that ends a subsequence of each length
    places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        pile = bisect_left(tops, value)
        if pile == len(tops):
            tops.append(value)
            places.append(place)
        else:
            tops[pile] = value
            places[pile] = place
        before.append(places[pile - 1] if pile else -1)
    found: list[int] = []
    at = places[-1] if places else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]
