"""Divides a rendered cell after lines or outputs, so that comments can stand beside them.

The parts are whole elements again: listings are closed before a gap and opened after it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from notebooks.anchors import line_anchor, output_anchor
from notebooks.html import Html

LISTING = '<pre class="source" tabindex="0"><code>'
LISTING_END = "</code></pre>"
_LINE_END = "\n</span>"  # the text of a line ends no line before


@dataclass(frozen=True, order=True)
class Gap:
    """What it stands after: a line, or an output, both counted from 1."""

    line: int = 0
    output: int = 0


def output_end(anchor: str, output: int) -> str:
    """Written after an output. Sanitised HTML has no comments, so nobody else writes one."""
    return f"<!--{output_anchor(anchor, output)}-->"


def parts_of(
    html: Html, anchor: str, gaps: Iterable[Gap]
) -> list[tuple[Html, Gap | None]]:
    """The HTML up to each gap, in their order, then the rest (with None).

    A gap after a line or an output that the cell does not have is left out.
    """
    parts: list[tuple[Html, Gap | None]] = []
    rest = str(html)
    for gap in sorted(set(gaps), key=lambda gap: (gap.output, gap.line)):
        found = _after_output(rest, anchor, gap) if gap.output else None
        found = found or (_after_line(rest, anchor, gap) if gap.line else None)
        if found is not None:
            part, rest = found
            parts.append((Html(part), gap))
    return [*parts, (Html(rest), None)]


def _after_line(html: str, anchor: str, gap: Gap) -> tuple[str, str] | None:
    start = html.find(f'id="{line_anchor(anchor, gap.line)}"')
    end = html.find(_LINE_END, start)
    if start < 0 or end < 0:
        return None
    end += len(_LINE_END)
    if html.startswith(LISTING_END, end):  # the last line
        end += len(LISTING_END)
        return html[:end], html[end:]
    return html[:end] + LISTING_END, LISTING + html[end:]


def _after_output(html: str, anchor: str, gap: Gap) -> tuple[str, str] | None:
    before, mark, after = html.partition(output_end(anchor, gap.output))
    return (before, after) if mark else None


def marked(
    html: Html, anchor: str, lines: Iterable[int], outputs: Iterable[int]
) -> Html:
    """The HTML with these lines and outputs marked as those that comments are about."""
    places = {line_anchor(anchor, line) for line in lines}
    places |= {output_anchor(anchor, output) for output in outputs}
    if not places:
        return html
    place = re.compile(rf'id="({re.escape(anchor)}-(?:line|output)-[0-9]+)"')
    return Html(
        place.sub(
            lambda found: f"{found[0]} data-marked" if found[1] in places else found[0],
            str(html),
        )
    )
