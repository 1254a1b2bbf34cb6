"""Writes rendered cells as pages of HTML that can be cached; a cell is never split.

The caller passes the translated texts (`labels.Labels`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from notebooks.anchors import FILE_ANCHOR, line_anchor, output_anchor
from notebooks.html import Html, escaped
from notebooks.labels import Labels, Plural
from notebooks.outputs import CUT, RenderedOutput
from notebooks.rendering import RenderedCell
from notebooks.splitting import LISTING, LISTING_END, output_end
from notebooks.unloaded import with_reasons
from notebooks.unshown import Kind, Unshown

PAGE_BYTES = 250_000
"""Of HTML on one page. A cell that does not fit begins the next page."""

CELL_OUTPUT_BYTES = 400_000
"""Of HTML for one cell's outputs; further outputs are only counted."""

_STEP = 1000  # from a unit of size to the next

CELL_END = Html("</div></section>")


@dataclass(frozen=True)
class PageCell:
    """A cell for a page. `html` is not closed: comments follow, then `CELL_END`."""

    number: int | None  # counted from 1; None for a text file
    anchor: str
    line_count: int
    html: Html
    output_count: int = 0  # of those that are shown


@dataclass(frozen=True)
class Writer:
    """Writes cells for one kind of reader.

    `comment_url` is the beginning of the comment form's address (`…comment=`). Without it, a
    line's number links to the line itself.
    """

    labels: Labels
    comment_url: str = ""

    def cell(self, cell: RenderedCell) -> PageCell:
        content = (
            f'<div class="prose">{self._pictures_named(cell.html)}</div>'
            if cell.kind == "markdown"
            else self.source(cell.lines, cell.anchor, cell.index)
        )
        outputs = self._shown(cell.outputs)
        parts = (
            self._opening(cell),
            content,
            self._note(self.labels.dropped_source, cell.dropped_lines),
            self._outputs(cell, outputs),
        )
        html = Html("".join(parts))
        return PageCell(
            cell.index, cell.anchor, len(cell.lines), html, output_count=len(outputs)
        )

    def _pictures_named(self, html: Html) -> Html:
        return with_reasons(html, self.labels.unshown[Kind.PICTURE])

    def text_file(self, name: str, lines: Sequence[Html], dropped: int) -> PageCell:
        opening = (
            f'<section class="cell cell--raw" id="{FILE_ANCHOR}"'
            f' aria-label="{escaped(name)}">'
            f'<a class="cell__label" href="#{FILE_ANCHOR}"><span aria-hidden="true">¶'
            f'</span><span class="sr-only">{escaped(name)}</span></a>'
            '<div class="cell__main">'
        )
        source = self.source(lines, FILE_ANCHOR, None)
        note = self._note(self.labels.dropped_source, dropped)
        return PageCell(None, FILE_ANCHOR, len(lines), Html(opening + source + note))

    def source(self, lines: Sequence[Html], anchor: str, number: int | None) -> str:
        labels = self.labels
        return (
            '<div class="source-wrap"><button type="button" class="icon-btn" data-copy'
            f' data-copied="{escaped(labels.copied)}" hidden>{labels.copy_icon}'
            f'<span class="sr-only">{escaped(labels.copy)}</span></button>'
            + LISTING
            + "".join(self._lines(lines, anchor, number))
            + f"{LISTING_END}</div>"
        )

    def _lines(
        self, lines: Sequence[Html], anchor: str, number: int | None
    ) -> Iterator[str]:
        label = self.labels.comment_on_line if self.comment_url else self.labels.line
        form = f"{self.comment_url}{number or ''}:" if self.comment_url else ""
        for n, line in enumerate(lines, 1):
            place = line_anchor(anchor, n)
            link = f'href="#{place}"'
            if form:
                link = f'href="{form}{n}#{place}" hx-get="{form}{n}"'
            yield (
                f'<span class="line" id="{place}"><a class="line__no"'
                f' {link} data-n="{n}" tabindex="-1"'
                f' aria-label="{escaped(label % {"number": n})}"></a>'
                f"<span data-code>{line}</span>\n</span>"
            )

    def _opening(self, cell: RenderedCell) -> str:
        """The number that hints name comes first, then how often the kernel had run code."""
        labels = self.labels
        kind = labels.code_cell if cell.kind == "code" else labels.text_cell
        name = escaped(labels.cell % {"number": cell.index})
        label = (
            f'<span class="sr-only">{name}</span>'
            f'<span class="cell__number" aria-hidden="true">{cell.index}</span>'
        )
        if cell.kind == "code":
            count = " " if cell.execution_count is None else cell.execution_count
            label += f' <span class="cell__count">[{count}]</span>'
        return (
            f'<section class="cell cell--{cell.kind}" id="{cell.anchor}" data-row'
            f' role="group" aria-label="{escaped(kind % {"number": cell.index})}"><a class="cell__label" href="#{cell.anchor}">{label}'
            '</a><div class="cell__main">'
        )

    def _note(self, words: Plural, count: int) -> str:
        return f'<p class="small muted">{words.about(count)}</p>' if count else ""

    def outputs(self, outputs: Sequence[RenderedOutput], dropped: int = 0) -> str:
        """Outputs without places for comments."""
        shown = self._shown(outputs)
        return self._wrapped(shown, (len(outputs) - len(shown), dropped))

    def _shown(self, outputs: Sequence[RenderedOutput]) -> list[str]:
        """As many as CELL_OUTPUT_BYTES has room for."""
        shown: list[str] = []
        left = CELL_OUTPUT_BYTES
        for output in outputs:
            html = self._output(output)
            left -= _bytes(html)
            if left < 0:
                break
            shown.append(html)
        return shown

    def _outputs(self, cell: RenderedCell, shown: Sequence[str]) -> str:
        """Each in a place of its own, which a comment can be about."""
        parts = [
            f'<div class="output-place" id="{output_anchor(cell.anchor, number)}">'
            f"{html}{self._comment_link(cell, number)}</div>"
            f"{output_end(cell.anchor, number)}"
            for number, html in enumerate(shown, 1)
        ]
        rest = len(cell.outputs) - len(shown)
        return self._wrapped(parts, (rest, cell.dropped_outputs))

    def _wrapped(self, parts: Sequence[str], dropped: Iterable[int]) -> str:
        """`dropped`: how many are not among the parts, for one reason each."""
        notes = [self._note(self.labels.dropped_outputs, count) for count in dropped]
        html = "".join((*parts, *notes))
        return f'<div class="outputs">{html}</div>' if html else ""

    def _comment_link(self, cell: RenderedCell, output: int) -> str:
        if not self.comment_url:
            return ""
        form = f"{self.comment_url}{cell.index}:o{output}"
        words = escaped(self.labels.comment_on_output % {"number": output})
        return (
            f'<a class="output__comment" href="{form}#{output_anchor(cell.anchor, output)}"'
            f' hx-get="{form}" tabindex="-1" aria-label="{words}"></a>'
        )

    def _output(  # noqa: PLR0911 -- a form for each kind
        self, output: RenderedOutput
    ) -> str:
        match output.kind:
            case CUT.kind:
                words = escaped(self.labels.output_not_shown)
                return f'<p class="small muted">{words}</p>'
            case "image":
                alt = escaped(output.alt or self.labels.picture)
                return (
                    '<figure class="output output--image">'
                    f'<img src="{escaped(output.src)}" alt="{alt}" loading="lazy"'
                    " data-zoom></figure>"
                )
            case "html":
                return (
                    f'<div class="output output--html" tabindex="0">{output.html}</div>'
                )
            case "math":
                return (
                    f'<div class="output"><pre class="math">{output.html}</pre></div>'
                )
            case "unshown" if output.unshown is not None:
                return self._unshown(output.unshown)
            case "error":
                return (
                    '<details class="output output--error"><summary>'
                    f"{escaped(output.summary)}</summary>{self._folded(output)}</details>"
                )
        css = "output output--stderr" if output.stream == "stderr" else "output"
        return f'<div class="{css}">{self._folded(output)}</div>'

    def _unshown(self, unshown: Unshown) -> str:
        words = self.labels.unshown[unshown.kind]
        named = escaped(words % {"size": _size(unshown.size), "type": unshown.mime})
        if unshown.address:
            link = f'<a href="{escaped(unshown.address)}">{escaped(self.labels.download)}</a>'
            named = Html(f"{named} {link}")
        return f'<p class="output output--unshown">{named}</p>'

    def _folded(self, output: RenderedOutput) -> str:
        head = f'<pre tabindex="0">{output.html}</pre>'
        if not output.hidden_lines:
            return head
        more = self.labels.more_lines.about(output.hidden_lines)
        note = self._note(self.labels.dropped_lines, output.dropped_lines)
        return (
            f'{head}<details class="output__more"><summary>{more}</summary>'
            f'<pre tabindex="0">{output.hidden}</pre>{note}</details>'
            f'<pre tabindex="0">{output.tail}</pre>'
        )


class _Part(Protocol):
    """A piece of a page that is never divided."""

    @property
    def html(self) -> Html: ...


P = TypeVar("P", bound=_Part)


def paged(cells: Iterable[P]) -> list[list[P]]:
    """Divides cells into pages, as many whole cells on each as fit. There is always one page."""
    pages: list[list[P]] = [[]]
    left = PAGE_BYTES
    for cell in cells:
        size = _bytes(cell.html)
        left -= size
        if left < 0 and pages[-1]:
            pages.append([])
            left = PAGE_BYTES - size
        pages[-1].append(cell)
    return pages


def _bytes(html: str) -> int:
    """As they are sent: a Japanese character takes three."""
    return len(html.encode())


def _size(count: int) -> str:
    """Bytes as people read them: "161 B", "3.4 kB"."""
    size, units = float(count), iter(("B", "kB", "MB"))
    unit = next(units)
    for following in units:
        if size < _STEP:
            break
        size, unit = size / _STEP, following
    return f"{size:.0f} {unit}" if unit == "B" else f"{size:,.1f} {unit}"
