"""The whole difference of two notebooks, and where each old line went."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from notebooks.alignment.aligning import Aligned, Change, align
from notebooks.alignment.cells import Cell
from notebooks.alignment.lines import Comparison, Line

_REWRITTEN = (Change.EDITED, Change.SPLIT, Change.MERGED)


@dataclass(frozen=True)
class Part:
    """The lines of one cell among those of all cells of a group."""

    cell: int  # counted from 1
    lines: Sequence[str]
    before: int  # lines of the cells before it

    def place(self, number: int) -> int:
        """Of the group's line `number`, the line in this cell; both from 1."""
        return number - self.before


@dataclass(frozen=True)
class Compared:
    """`lines` count through all cells of the group; empty unless its text changed."""

    aligned: Aligned
    old: Sequence[Part]
    new: Sequence[Part]
    lines: Sequence[Line] = ()


def compared(old: Sequence[Cell], new: Sequence[Cell]) -> list[Compared]:
    by_lines = Comparison()
    found: list[Compared] = []
    for aligned in align(old, new):
        mine = list(_parts(aligned.old, old))
        theirs = list(_parts(aligned.new, new))
        lines: list[Line] = []
        if aligned.change in _REWRITTEN:
            lines = by_lines.lines(_all_lines(mine), _all_lines(theirs))
        found.append(Compared(aligned, mine, theirs, lines))
    return found


def _parts(numbers: Sequence[int], cells: Sequence[Cell]) -> Iterator[Part]:
    before = 0
    for number in numbers:
        lines = cells[number - 1].lines
        yield Part(number, lines, before)
        before += len(lines)


def _all_lines(parts: Sequence[Part]) -> list[str]:
    return [line for part in parts for line in part.lines]


def part_of(parts: Sequence[Part], number: int) -> Part:
    """The cell that has a group's line `number`."""
    following = next((n for n, part in enumerate(parts) if part.before >= number), None)
    return parts[-1 if following is None else following - 1]


@dataclass(frozen=True)
class Run:
    """`count` lines of an old cell, from `line` on, that stand from `new_line` on in `new_cell`."""

    line: int
    count: int
    new_cell: int
    new_line: int


def runs(one: Compared) -> dict[int, list[Run]]:
    """Where the lines went of each old cell of a group that has new cells."""
    found: dict[int, list[Run]] = {part.cell: [] for part in one.old}
    if not one.lines:
        for part in one.old:
            found[part.cell].append(Run(1, max(1, len(part.lines)), one.new[0].cell, 1))
        return found
    for line in one.lines:
        if line.old is None or line.new is None:
            continue
        part, new = part_of(one.old, line.old), part_of(one.new, line.new)
        place = Run(part.place(line.old), 1, new.cell, new.place(line.new))
        known = found[part.cell]
        if known and _goes_on(known[-1], place):
            last = known[-1]
            known[-1] = Run(last.line, last.count + 1, last.new_cell, last.new_line)
        else:
            known.append(place)
    for some in found.values():
        if not some:  # nothing is left of its text, but it is known where it was
            some.append(Run(1, 0, one.new[0].cell, 1))
    return found


def _goes_on(last: Run, following: Run) -> bool:
    return (last.new_cell, last.line + last.count, last.new_line + last.count) == (
        following.new_cell,
        following.line,
        following.new_line,
    )


def begins(parts: Sequence[Part], number: int | None) -> Part | None:
    """The cell that begins with a group's line `number`, if there are several cells."""
    if number is None or len(parts) == 1:
        return None
    part = part_of(parts, number)
    return part if part.place(number) == 1 else None


def folded(
    one: Compared, lines: Sequence[Line], around: int
) -> Iterator[tuple[bool, Sequence[Line]]]:
    """Lines in groups; True: a long run of unchanged ones, `around` kept beside each change.

    Where one of several cells begins counts as a change.
    """
    edges = [
        n
        for n, line in enumerate(lines)
        if not line.is_same or begins(one.old, line.old) or begins(one.new, line.new)
    ]
    ends = [-1 - around, *edges, len(lines) + around]
    shown = 0
    for before, after in pairwise(ends):
        low, high = before + around + 1, after - around
        if high - low <= 1:  # a fold would take as much room
            continue
        if shown < low:
            yield False, lines[shown:low]
        yield True, lines[low:high]
        shown = high
    if shown < len(lines):
        yield False, lines[shown:]
