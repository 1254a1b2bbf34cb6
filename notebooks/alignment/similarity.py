"""How much alike two cells are."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from notebooks.alignment.cells import Cell

MOST_CHARACTERS = 20_000
"""Of one cell's source that are looked at for words."""

ALL_CHARACTERS = 600_000
"""Of all cells that are compared by words. Further ones are like no other cell."""

MOST_WORDS = 1_500_000
"""Words that are looked at in all comparisons; further comparisons find nothing alike."""

_WORD = re.compile(r"\w+")
_OTHER_KIND = 0.5  # how much likeness counts between code and Markdown


@dataclass
class Words:
    """The words of cells, counted once for all comparisons."""

    characters: int = ALL_CHARACTERS
    compared: int = MOST_WORDS
    _counted: dict[int, Counter[str]] = field(default_factory=dict)
    _cells: list[Cell] = field(default_factory=list)  # keeps their `id()` theirs

    def of(self, cell: Cell) -> Counter[str]:
        known = self._counted.get(id(cell))
        if known is not None:
            return known
        text = cell.source[: min(MOST_CHARACTERS, max(0, self.characters))]
        self.characters -= len(text)
        counted = Counter(_WORD.findall(text) or text.split())
        self._counted[id(cell)] = counted
        self._cells.append(cell)
        return counted

    def likeness(self, one: Cell, other: Cell) -> float:
        """From 0 to 1: the share of words that both have (Dice's coefficient)."""
        mine, theirs = self.of(one), self.of(other)
        total = mine.total() + theirs.total()
        self.compared -= min(len(mine), len(theirs))
        if not total or self.compared < 0:
            return 0.0
        share = 2 * _common(mine, theirs) / total
        return share if one.kind == other.kind else share * _OTHER_KIND


def _common(one: Counter[str], other: Counter[str]) -> int:
    if len(one) > len(other):
        one, other = other, one
    return sum(min(count, other[word]) for word, count in one.items() if word in other)


@dataclass(frozen=True)
class Held:
    """How much of a cell's text stands in another one, by lines."""

    share: float  # of the lines that are not blank
    lines: frozenset[str]  # those that do


def held(part: Cell, whole: frozenset[str]) -> Held:
    lines = [line.strip() for line in part.lines if line.strip()]
    found = [line for line in lines if line in whole]
    return Held(len(found) / len(lines) if lines else 0.0, frozenset(found))


def line_set(cells: Sequence[Cell]) -> frozenset[str]:
    return frozenset(
        line.strip() for cell in cells for line in cell.lines if line.strip()
    )
