"""Which lines of a text changed, and which words in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from notebooks.alignment.sequences import Block, common_blocks

MOST_PAIRED = 400
"""Pairs of a deleted and an inserted line of which each is compared with each."""

MOST_TOKENS = 1_000
"""Words and signs of a line; a longer one is marked as a whole."""

ALL_TOKENS = 200_000
"""Of all lines whose words are compared; further ones are marked as a whole."""

ALL_LINES = 40_000
"""Of all texts that are compared; those of further ones count as removed and added."""

ALIKE = 0.5
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")

Span = tuple[int, int]


@dataclass(frozen=True)
class Line:
    """A line of either text or of both, by number from 1, and where its characters changed."""

    old: int | None
    new: int | None
    old_spans: tuple[Span, ...] = ()
    new_spans: tuple[Span, ...] = ()
    is_same: bool = False


@dataclass
class Comparison:
    """Compares texts until its budget of words is used up; after that by whole lines."""

    tokens: int = ALL_TOKENS
    lines_left: int = ALL_LINES
    _split: dict[str, list[str]] = field(default_factory=dict)

    def lines(self, old: Sequence[str], new: Sequence[str]) -> list[Line]:
        """Blanks at the ends of lines do not count."""
        olds, news = [line.rstrip() for line in old], [line.rstrip() for line in new]
        found: list[Line] = []
        at = new_at = 0
        self.lines_left -= len(olds) + len(news)
        if self.lines_left < 0:
            return list(self._changed(olds, news, 1, 1))
        for block in common_blocks(olds, news):
            gap = olds[at : block.old], news[new_at : block.new]
            found += self._changed(*gap, at + 1, new_at + 1)
            found += _same(block)
            at, new_at = block.old + block.size, block.new + block.size
        return found

    def _changed(
        self, olds: Sequence[str], news: Sequence[str], number: int, new_number: int
    ) -> Iterator[Line]:
        """Lines that became other lines come as pairs, each in its place in both texts."""
        at = new_at = 0
        for row, column in (*self._paired(olds, news), (len(olds), len(news))):
            yield from (Line(number + n, None) for n in range(at, row))
            yield from (Line(None, new_number + n) for n in range(new_at, column))
            if row < len(olds) and column < len(news):
                spans = self._spans(olds[row], news[column])
                yield Line(number + row, new_number + column, *spans)
            at, new_at = row + 1, column + 1

    def _paired(self, old: Sequence[str], new: Sequence[str]) -> list[Span]:
        if not old or not new or len(old) * len(new) > MOST_PAIRED:
            return []
        pairs: list[Span] = []
        best = 0
        for row, line in enumerate(old):
            alike = [(self._likeness(line, new[n]), -n) for n in range(best, len(new))]
            most, place = max(alike, default=(0.0, 0))
            if most >= ALIKE:
                pairs.append((row, -place))
                best = -place + 1
        return pairs

    def _likeness(self, old: str, new: str) -> float:
        mine, theirs = self._words(old), self._words(new)
        total = len(mine) + len(theirs)
        return 2 * len(mine & theirs) / total if total else 0.0

    def _words(self, line: str) -> set[str]:
        return {token for token in self._tokens(line) if not token.isspace()}

    def _tokens(self, line: str) -> list[str]:
        if line not in self._split:
            tokens: list[str] = []
            if len(line) <= self.tokens:
                tokens = _TOKEN.findall(line)
                self.tokens -= len(tokens)
            self._split[line] = tokens if len(tokens) <= MOST_TOKENS else []
        return self._split[line]

    def _spans(self, old: str, new: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        mine, theirs = self._tokens(old), self._tokens(new)
        if not mine or not theirs:
            return ((0, len(old)),), ((0, len(new)),)
        blocks = common_blocks(mine, theirs)
        return (
            _between(mine, [(block.old, block.size) for block in blocks]),
            _between(theirs, [(block.new, block.size) for block in blocks]),
        )


def _same(block: Block) -> Iterator[Line]:
    for n in range(1, block.size + 1):
        yield Line(block.old + n, block.new + n, is_same=True)


def _between(
    tokens: Sequence[str], kept: Sequence[tuple[int, int]]
) -> tuple[Span, ...]:
    """The characters of what stands between the ranges of tokens that are kept."""
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token))
    spans: list[Span] = []
    at = 0
    for place, size in kept:
        if starts[at] < starts[place]:
            spans.append((starts[at], starts[place]))
        at = place + size
    return tuple(_joined(spans, "".join(tokens)))


def _joined(spans: Sequence[Span], text: str) -> Iterator[Span]:
    """Without the blanks around them; those with only blanks between them as one."""
    begun: Span | None = None
    for span in (_trimmed(span, text) for span in spans):
        if begun is not None and not text[begun[1] : span[0]].strip():
            begun = (begun[0], span[1])
            continue
        if begun is not None:
            yield begun
        begun = span
    if begun is not None:
        yield begun


def _trimmed(span: Span, text: str) -> Span:
    inner = text[slice(*span)]
    if not inner.strip():
        return span
    low = span[0] + len(inner) - len(inner.lstrip())
    return low, low + len(inner.strip())
