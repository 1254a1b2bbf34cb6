"""Which cell of an older notebook became which cell of a newer one.

From the surest to the least sure: equal cells in the same order, equal cells elsewhere, cells that
were split or merged, cells with the same id, cells alike between the same neighbours, cells alike
elsewhere. What is left was deleted or inserted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from notebooks.alignment.cells import Cell
from notebooks.alignment.sequences import common_pairs, increasing
from notebooks.alignment.similarity import Words, held, line_set

MOST_IN_A_GAP = 10_000
"""Pairs of cells between two sure ones of which each is compared with each."""

MOST_CANDIDATES = 6
"""Cells elsewhere with which one that is left is compared."""

ALIKE = 0.4  # between the same neighbours
ALIKE_ALONE = 0.2  # where there is no other cell to choose
ALIKE_ELSEWHERE = 0.6
ALIKE_BY_ID = 0.1
HELD = 0.6  # of a part's lines in the whole, and of the whole's in the parts

OVERLAP = 1.3
"""Lines in all parts of a cell that was split, to different ones among them."""


class Change(StrEnum):
    UNCHANGED = "unchanged"
    EDITED = "edited"
    INSERTED = "inserted"
    DELETED = "deleted"
    SPLIT = "split"
    MERGED = "merged"


@dataclass(frozen=True)
class Aligned:
    """Cells of both notebooks that belong together, by number from 1. `moved`: past others."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    change: Change
    moved: bool = False
    outputs_changed: bool = False

    @property
    def is_same(self) -> bool:
        """Whether nothing of it needs to be looked at again."""
        return (
            self.change is Change.UNCHANGED
            and not self.moved
            and not self.outputs_changed
        )


def align(old: Sequence[Cell], new: Sequence[Cell]) -> list[Aligned]:
    """In the order of the newer notebook; deleted cells stand where they were."""
    matching = _Matching(old, new)
    matching.run()
    return list(_in_order(matching))


Gap = tuple[list[int], list[int]]
Group = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass
class _Matching:
    """Places count from 0 here."""

    old: Sequence[Cell]
    new: Sequence[Cell]
    groups: list[Group] = field(default_factory=list)
    words: Words = field(default_factory=Words)

    def __post_init__(self) -> None:
        numbers: dict[object, int] = {}
        self.old_keys = [numbers.setdefault(c.key, len(numbers)) for c in self.old]
        self.new_keys = [numbers.setdefault(c.key, len(numbers)) for c in self.new]
        self.old_left = dict.fromkeys(range(len(self.old)))
        self.new_left = dict.fromkeys(range(len(self.new)))

    def run(self) -> None:
        for pair in common_pairs(self.old_keys, self.new_keys):
            self._match(*pair)
        self._equal_elsewhere()
        for gap in list(self._gaps()):
            self._split_in(*gap)
        for gap in list(self._gaps()):
            self._merged_in(*gap)
        self._same_ids()
        for gap in list(self._gaps()):
            self._alike_in(*gap)
        self._alike_elsewhere()

    def _match(self, at: int, new_at: int) -> None:
        self._group((at,), (new_at,))

    def _group(self, old: tuple[int, ...], new: tuple[int, ...]) -> None:
        self.groups.append((old, new))
        for at in old:
            del self.old_left[at]
        for at in new:
            del self.new_left[at]

    def _equal_elsewhere(self) -> None:
        places: dict[int, list[int]] = defaultdict(list)
        for at in reversed(self.new_left):
            if not self.new[at].is_blank:
                places[self.new_keys[at]].append(at)
        for at in list(self.old_left):
            found = places[self.old_keys[at]]
            if found:
                self._match(at, found.pop())

    def _same_ids(self) -> None:
        places = {self.new[at].id: at for at in self.new_left if self.new[at].id}
        for at in list(self.old_left):
            place = places.get(self.old[at].id)
            if place is not None and self._are_alike(at, place, ALIKE_BY_ID):
                self._match(at, place)

    def _are_alike(self, at: int, new_at: int, least: float) -> bool:
        return self.words.likeness(self.old[at], self.new[new_at]) >= least

    def _gaps(self) -> Iterator[Gap]:
        """What is left between cells that are matched in order."""
        matched = sorted((old[0], old[-1], new[0], new[-1]) for old, new in self.groups)
        kept = increasing([new for _old, _end, new, _new_end in matched])
        ends = (len(self.old), len(self.old), len(self.new), len(self.new))
        low = new_low = 0
        for end in (*(matched[n] for n in kept), ends):
            at, last, new_at, new_last = end
            gap = (
                [n for n in range(low, at) if n in self.old_left],
                [n for n in range(new_low, new_at) if n in self.new_left],
            )
            if all(gap):
                yield gap
            low, new_low = last + 1, new_last + 1

    def _split_in(self, old: list[int], new: list[int]) -> None:
        for whole, parts in _parts(self.old, old, self.new, new):
            self._group((whole,), parts)

    def _merged_in(self, old: list[int], new: list[int]) -> None:
        for whole, parts in _parts(self.new, new, self.old, old):
            self._group(parts, (whole,))

    def _alike_in(self, old: list[int], new: list[int]) -> None:
        """The pairs of cells in the same order that are most alike altogether."""
        if len(old) * len(new) > MOST_IN_A_GAP:
            return
        least = ALIKE_ALONE if len(old) == len(new) == 1 else ALIKE
        likeness = [
            [self.words.likeness(self.old[at], self.new[place]) for place in new]
            for at in old
        ]
        for row, column in _best_in_order(likeness, least):
            self._match(old[row], new[column])

    def _alike_elsewhere(self) -> None:
        """Cells that were both moved and edited; those that share rare words are compared."""
        places: dict[str, list[int]] = defaultdict(list)
        for at in self.new_left:
            for word in self.words.of(self.new[at]):
                places[word].append(at)
        found: list[tuple[float, int, int]] = []
        for at in self.old_left:
            for place in self._candidates(at, places):
                alike = self.words.likeness(self.old[at], self.new[place])
                found.append((-alike, at, place))
        for alike, at, place in sorted(found):
            if -alike < ALIKE_ELSEWHERE:
                break
            if at in self.old_left and place in self.new_left:
                self._match(at, place)

    def _candidates(self, at: int, places: dict[str, list[int]]) -> list[int]:
        shared: dict[int, int] = defaultdict(int)
        for word in self.words.of(self.old[at]):
            if len(places.get(word, ())) <= MOST_CANDIDATES:
                for place in places.get(word, ()):
                    shared[place] += 1
        best = sorted(shared, key=lambda place: (-shared[place], place))
        return best[:MOST_CANDIDATES]


def _parts(
    cells: Sequence[Cell],
    wholes: Iterable[int],
    others: Sequence[Cell],
    left: list[int],
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Cells whose lines stand in several others, one right after the other."""
    free = list(left)
    for whole in wholes:
        if len(free) * len(left) > MOST_IN_A_GAP:
            return
        lines = line_set([cells[whole]])
        found = [held(others[at], lines) for at in free]
        for start, end in _runs(free, [part.share >= HELD for part in found]):
            parts = [part.lines for part in found[start:end]]
            covered = frozenset[str]().union(*parts)
            are_copies = sum(map(len, parts)) > OVERLAP * len(covered)
            if len(covered) >= HELD * len(lines) and not are_copies:
                yield whole, tuple(free[start:end])
                del free[start:end]
                break


def _runs(places: Sequence[int], fits: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Ranges of at least two places, one right after the other, that all fit."""
    start = 0
    for n in range(1, len(places) + 1):
        goes_on = n < len(places) and fits[n] and places[n] == places[n - 1] + 1
        if not (goes_on and fits[start]):
            if n - start > 1 and fits[start]:
                yield start, n
            start = n


def _best_in_order(
    likeness: Sequence[Sequence[float]], least: float
) -> list[tuple[int, int]]:
    """Pairs of a row and a column, both rising, whose sum is the largest."""
    columns = len(likeness[0])
    best = [[0.0] * (columns + 1)]
    for row in likeness:
        above, made = best[-1], [0.0]
        for column, alike in enumerate(row):
            paired = above[column] + alike if alike >= least else 0.0
            made.append(max(paired, above[column + 1], made[-1]))
        best.append(made)
    found: list[tuple[int, int]] = []
    row_at, column_at = len(likeness), columns
    while row_at and column_at:
        here = best[row_at][column_at]
        if here == best[row_at - 1][column_at]:
            row_at -= 1
        elif here == best[row_at][column_at - 1]:
            column_at -= 1
        else:
            row_at, column_at = row_at - 1, column_at - 1
            found.append((row_at, column_at))
    return found[::-1]


def _in_order(matching: _Matching) -> Iterator[Aligned]:
    groups = sorted(matching.groups, key=lambda group: group[1][0])
    kept = set(increasing([old[0] for old, _new in groups]))
    rows = [
        (new[0], _aligned(matching, old, new, moved=n not in kept))
        for n, (old, new) in enumerate(groups)
    ]
    rows += [(at, Aligned((), (at + 1,), Change.INSERTED)) for at in matching.new_left]
    after = {groups[n][0][-1]: groups[n][1][-1] for n in kept}  # in order: old and new
    behind: list[tuple[int, Aligned]] = []
    place = -1
    for at in range(len(matching.old)):
        if at in matching.old_left:
            behind.append((place, Aligned((at + 1,), (), Change.DELETED)))
        place = after.get(at, place)
    # At the same place what was there comes first, then what was deleted behind it.
    ordered = [(place, 0, n, row) for n, (place, row) in enumerate(rows)]
    ordered += [(place, 1, n, row) for n, (place, row) in enumerate(behind)]
    for _place, _rank, _n, row in sorted(ordered, key=lambda one: one[:3]):
        yield row


def _aligned(
    matching: _Matching, old: tuple[int, ...], new: tuple[int, ...], *, moved: bool
) -> Aligned:
    if len(new) > 1:
        change = Change.SPLIT
    elif len(old) > 1:
        change = Change.MERGED
    elif matching.old_keys[old[0]] == matching.new_keys[new[0]]:
        change = Change.UNCHANGED
    else:
        change = Change.EDITED
    outputs = [key for at in old for key in matching.old[at].outputs]
    new_outputs = [key for at in new for key in matching.new[at].outputs]
    return Aligned(
        tuple(at + 1 for at in old),
        tuple(at + 1 for at in new),
        change,
        moved,
        outputs_changed=outputs != new_outputs,
    )
