"""The lines of a changed cell as HTML: added and removed by sign, word and colour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from notebooks.alignment.comparing import Compared, Part, begins, part_of
from notebooks.alignment.folding import folded
from notebooks.alignment.labels import DifferenceLabels
from notebooks.alignment.lines import Line, Span
from notebooks.anchors import anchor_of
from notebooks.budget import MOST_LINES, Budget
from notebooks.controls import marked
from notebooks.highlighting import Piece, pieces
from notebooks.html import escaped, span
from notebooks.labels import Labels

AROUND = 3
"""Unchanged lines shown beside each change; longer runs are folded."""


@dataclass(frozen=True)
class SourceWriter:
    labels: Labels
    words: DifferenceLabels
    budget: Budget

    def source(self, one: Compared, *, is_code: bool) -> str:
        """The lines of the group's cells: as one text where a cell was split or merged."""
        rows = _Rows(
            one,
            self.words,
            self.labels.cell,
            self._pieces(one.old, is_code=is_code),
            self._pieces(one.new, is_code=is_code),
        )
        most = max(0, min(MOST_LINES, self.budget.source_lines))
        self.budget.source_lines -= len(one.lines[:most])
        html: list[str] = []
        for is_fold, lines in folded(one, one.lines[:most], AROUND):
            part = "".join(rows.written(lines))
            if is_fold:
                label = self.words.unchanged_lines.about(len(lines))
                part = (
                    '<details class="diff__fold">'
                    f"<summary>{label}</summary>{part}</details>"
                )
            html.append(part)
        left = len(one.lines[most:])
        words = self.words.dropped_lines.about(left)
        css = "diff" if is_code else "diff diff--prose"
        return (
            f'<div class="{css}" tabindex="0" role="group"'
            f' aria-label="{escaped(self.words.source)}">{"".join(html)}</div>'
            + (f'<p class="small muted">{words}</p>' if left else "")
        )

    def _pieces(self, parts: Sequence[Part], *, is_code: bool) -> list[list[Piece]]:
        """The tokens of each line of the group, as far as there is time to parse them."""
        found: list[list[Piece]] = []
        for part in parts:
            text = "\n".join(part.lines)
            if is_code and text and self.budget.covers_parsing(text):
                found += pieces(text)
            else:
                found += [[("", line)] for line in part.lines]
        return found


@dataclass(frozen=True)
class _Rows:
    compared: Compared
    words: DifferenceLabels
    cell: str  # "Cell %(number)s"
    old: Sequence[Sequence[Piece]]
    new: Sequence[Sequence[Piece]]

    def written(self, lines: Sequence[Line]) -> Iterator[str]:
        """Of lines that changed together, those that were removed come first."""
        for is_same, group in groupby(lines, lambda line: line.is_same):
            some = list(group)
            if is_same:
                yield from map(self._same, some)
                continue
            yield from (self._removed(o.old, o.old_spans) for o in some if o.old)
            yield from (self._added(o.new, o.new_spans) for o in some if o.new)

    def _same(self, line: Line) -> str:
        old, new = line.old or 0, line.new or 0
        text = _text(self.new[new - 1], (), "")
        head = self._new_head(new) or self._old_head(old)
        return head + self._line("same", old, new, text)

    def _removed(self, number: int, spans: Sequence[Span]) -> str:
        text = _text(self.old[number - 1], spans, "del")
        return self._old_head(number) + self._line("removed", number, None, text)

    def _added(self, number: int, spans: Sequence[Span]) -> str:
        text = _text(self.new[number - 1], spans, "ins")
        return self._new_head(number) + self._line("added", None, number, text)

    def _new_head(self, number: int) -> str:
        """Names the cell that begins here, of those into which one was split."""
        part = begins(self.compared.new, number)
        return self._head(self.words.after, part) if part else ""

    def _old_head(self, number: int) -> str:
        part = begins(self.compared.old, number)
        return self._head(self.words.before, part) if part else ""

    def _head(self, when: str, part: Part) -> str:
        name = self.cell % {"number": part.cell}
        return f'<p class="diff__part">{escaped(f"{when}: {name}")}</p>'

    def _line(self, change: str, old: int | None, new: int | None, text: str) -> str:
        sign, word = {
            "same": ("", ""),
            "removed": ("−", self.words.removed),
            "added": ("+", self.words.added),
        }[change]
        said = f'<span class="sr-only">{escaped(word)} </span>' if word else ""
        return (
            f'<div class="diff__line" data-change="{change}"{self._id(new)}>'
            f'<span class="diff__no" data-n="{self._number(self.compared.old, old)}"></span>'
            f'<span class="diff__no" data-n="{self._number(self.compared.new, new)}"></span>'
            f'<span class="diff__sign" aria-hidden="true">{sign}</span>'
            f"{said}<code>{text}</code></div>"
        )

    def _number(self, parts: Sequence[Part], number: int | None) -> str:
        return "" if number is None else str(part_of(parts, number).place(number))

    def _id(self, number: int | None) -> str:
        if number is None:
            return ""
        part = part_of(self.compared.new, number)
        return f' id="{anchor_of(part.cell)}-line-{part.place(number)}"'


def _text(line: Sequence[Piece], spans: Sequence[Span], tag: str) -> str:
    """The tokens of a line, each cut where a span begins or ends."""
    html: list[str] = []
    at = 0
    for css, text in line:
        for start, end, is_inside in _cut(at, at + len(text), spans):
            piece = text[start - at : end - at]
            written = span(css, piece) if css else escape(piece)
            html.append(f"<{tag}>{written}</{tag}>" if is_inside else written)
        at += len(text)
    return marked("".join(html))


def _cut(
    start: int, end: int, spans: Sequence[Span]
) -> Iterator[tuple[int, int, bool]]:
    for low, high in spans:
        if high <= start or low >= end:
            continue
        if start < low:
            yield start, low, False
        yield max(start, low), min(end, high), True
        start = min(end, high)
    if start < end:
        yield start, end, False
