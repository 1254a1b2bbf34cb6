"""The whole difference of two notebooks: which cells belong together, and which lines changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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


def begins(parts: Sequence[Part], number: int | None) -> Part | None:
    """The cell that begins with a group's line `number`, if there are several cells."""
    if number is None or len(parts) == 1:
        return None
    part = part_of(parts, number)
    return part if part.place(number) == 1 else None
