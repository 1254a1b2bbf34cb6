"""Renders a notebook as parts for pages with a strict content security policy.

The HTML contains no style attributes, scripts, event handlers or remote addresses.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import nbformat
from pygments.lexers.python import PythonLexer
from pygments.token import STANDARD_TYPES, _TokenType

from notebooks.anchors import anchor_of
from notebooks.html import NOTHING, Html, escaped, span
from notebooks.images import KINDS, Album
from notebooks.limits import IntakeLimits
from notebooks.markup import (
    LONGEST_HTML,
    LONGEST_MARKDOWN,
    Attachments,
    Heading,
    Written,
    markdown,
    plain,
    sanitised,
)
from notebooks.terminal import MOST_LINES as FOLDED_LINES
from notebooks.terminal import folded

RICH_CHARACTERS = 600_000
"""Characters of Markdown, HTML and code parsed in one notebook; more is shown as text."""

RICH_SECONDS = 0.6
"""Processor time for parsing, measured before each piece; further ones are shown as text."""

MOST_CELLS = IntakeLimits().cells
MOST_LINES = IntakeLimits().cell_lines
MOST_CHARACTERS = 200_000  # of one cell's source
ALL_SOURCE_LINES = 30_000  # of one notebook
ALL_SOURCE_CHARACTERS = 4_000_000
ALL_OUTPUT_LINES = 60_000
LONGEST_SUMMARY = 2000
MOST_OUTPUTS = 300  # of one cell; printed text that was flushed in pieces is one output


@dataclass(frozen=True)
class RenderedOutput:
    kind: str  # "text", "error", "image", "html", "math" or "cut" (not shown)
    html: Html = NOTHING  # text and error: the lines that are not folded
    stream: str = ""  # "stdout" or "stderr", for printed text
    hidden: Html = NOTHING  # text and error: the folded lines
    tail: Html = NOTHING
    hidden_lines: int = 0
    dropped_lines: int = 0  # further lines that are left out, also from `hidden`
    src: str = ""  # image: its address, see Album
    alt: str = ""  # image: plain text, to be escaped
    summary: str = ""  # error: "ValueError: …", plain text, to be escaped


CUT = RenderedOutput("cut")


@dataclass(frozen=True)
class RenderedCell:
    index: int  # counted from 1, as in `Block.cell`
    anchor: str  # "cell-3"; line 5 is "cell-3-line-5"
    id: str  # the notebook's own id, the same in all its versions
    kind: str  # "code", "markdown" or "raw"
    execution_count: int | None
    lines: tuple[Html, ...] = ()  # of code and raw cells, one per line of source
    dropped_lines: int = 0  # at the end of the source, not in `lines`
    html: Html = NOTHING  # of markdown cells
    headings: tuple[Heading, ...] = ()
    outputs: tuple[RenderedOutput, ...] = ()
    dropped_outputs: int = 0


@dataclass
class _Budget:
    """The limits of one notebook; parts beyond them are shown as text, shortened, or left out."""

    rich: int = RICH_CHARACTERS
    rich_until: float = field(
        default_factory=lambda: time.process_time() + RICH_SECONDS
    )
    source_lines: int = ALL_SOURCE_LINES
    source_characters: int = ALL_SOURCE_CHARACTERS
    output_lines: int = ALL_OUTPUT_LINES

    def covers_parsing(self, text: str, most: int = LONGEST_HTML) -> bool:
        if len(text) > min(self.rich, most) or time.process_time() > self.rich_until:
            return False
        self.rich -= len(text)
        return True

    def source(self, text: str) -> tuple[list[str], int]:
        """The lines of a cell to show, and how many are left out."""
        most = max(0, min(MOST_CHARACTERS, self.source_characters))
        shown = text[:most].replace("\r\n", "\n").replace("\r", "\n")
        lines = shown.split("\n")
        kept = lines[: max(0, min(MOST_LINES, self.source_lines))]
        self.source_characters -= len(shown)
        self.source_lines -= len(kept)
        return kept, len(lines) - len(kept) + _line_count(text[most:])

    def covers_output(self, text: str) -> bool:
        if self.output_lines <= 0:
            return False
        self.output_lines -= min(_line_count(text), FOLDED_LINES)
        return True


def _line_count(text: str) -> int:
    return text.count("\n") + 1 if text else 0


def render(
    notebook: nbformat.NotebookNode, album: Album | None = None
) -> list[RenderedCell]:
    """Renders the first MOST_CELLS cells of a notebook that `read_notebook` returned."""
    return _Renderer(album or Album()).cells(notebook)


def outline(cells: Iterable[RenderedCell]) -> list[Heading]:
    return [heading for cell in cells for heading in cell.headings]


class _Renderer:
    def __init__(self, album: Album) -> None:
        self._album = album
        self._budget = _Budget()

    def cells(self, notebook: nbformat.NotebookNode) -> list[RenderedCell]:
        shown = notebook["cells"][:MOST_CELLS]
        return [self._cell(n, cell) for n, cell in enumerate(shown, 1)]

    def _cell(self, index: int, cell: Mapping[str, Any]) -> RenderedCell:
        kind, source, anchor = cell["cell_type"], cell["source"], anchor_of(index)
        if kind == "markdown":
            lines, dropped = self._budget.source(source)
            text = "\n".join(lines)
            written = self._markdown(text, anchor, cell.get("attachments"))
            return RenderedCell(
                index,
                anchor,
                cell["id"],
                kind,
                None,
                dropped_lines=dropped,
                html=written.html,
                headings=written.headings,
            )
        code = kind == "code"
        lines, dropped = self._budget.source(source)
        outputs = _merged(cell["outputs"]) if code else []
        return RenderedCell(
            index,
            anchor,
            cell["id"],
            kind,
            cell["execution_count"] if code else None,
            lines=self._highlighted(lines) if code else _escaped(lines),
            dropped_lines=dropped,
            outputs=self._outputs(index, outputs[:MOST_OUTPUTS]),
            dropped_outputs=len(outputs[MOST_OUTPUTS:]),
        )

    def _markdown(
        self, text: str, anchor: str, attachments: Attachments | None = None
    ) -> Written:
        if not self._budget.covers_parsing(text, LONGEST_MARKDOWN):
            return Written(plain(text))
        return markdown(text, anchor, attachments, album=self._album)

    def _highlighted(self, lines: Sequence[str]) -> tuple[Html, ...]:
        text = "\n".join(lines)
        return (
            _highlighted(text) if self._budget.covers_parsing(text) else _escaped(lines)
        )

    def _outputs(
        self, index: int, outputs: Iterable[Mapping[str, Any]]
    ) -> tuple[RenderedOutput, ...]:
        rendered = (self._output(index, output) for output in outputs)
        return tuple(output for output in rendered if output is not None)

    def _output(self, index: int, output: Mapping[str, Any]) -> RenderedOutput | None:
        if output["output_type"] == "stream":
            return self._text("text", output["text"], stream=output["name"])
        if output["output_type"] == "error":
            summary = f"{output['ename']}: {output['evalue']}"[:LONGEST_SUMMARY]
            traceback = "\n".join(output["traceback"]) or summary
            return self._text("error", traceback, summary=summary)
        return self._bundle(index, output["data"])

    def _text(self, kind: str, text: str, **more: str) -> RenderedOutput:
        if not self._budget.covers_output(text):
            return CUT
        fold = folded(text)
        return RenderedOutput(
            kind,
            fold.head,
            hidden=fold.hidden,
            tail=fold.tail,
            hidden_lines=fold.hidden_lines,
            dropped_lines=fold.dropped_lines,
            **more,
        )

    def _bundle(self, index: int, data: Mapping[str, str]) -> RenderedOutput | None:
        """Renders the richest safe form: picture, HTML, Markdown, formula or text."""
        for kind in KINDS:
            src = self._album.address(kind, data[kind]) if kind in data else None
            if src:
                alt = data.get("text/plain", "")[:200]
                return RenderedOutput("image", src=src, alt=alt)
        html = data.get("text/html")
        if html is not None and self._budget.covers_parsing(html):
            return RenderedOutput("html", sanitised(html, self._album))
        words = data.get("text/markdown")
        if words is not None and self._budget.covers_parsing(words, LONGEST_MARKDOWN):
            anchor = f"{anchor_of(index)}-output"
            written = markdown(words, anchor, album=self._album)
            return RenderedOutput("html", written.html)
        if "text/plain" in data and "text/latex" not in data:
            return self._text("text", data["text/plain"])
        if "text/latex" in data:
            return RenderedOutput("math", folded(data["text/latex"]).head)
        return CUT if html is not None or words is not None else None


def _escaped(lines: Iterable[str]) -> tuple[Html, ...]:
    return tuple(escaped(line) for line in lines)


@lru_cache(maxsize=1)
def _lexer() -> PythonLexer:
    return PythonLexer(stripnl=False, ensurenl=False)


@lru_cache(maxsize=512)
def _css_class(token: _TokenType) -> str:
    """Pygments' short name of the token type, or of the nearest one above it."""
    known: _TokenType | None = token
    while known is not None and known not in STANDARD_TYPES:
        known = known.parent
    return "" if known is None else STANDARD_TYPES[known]


def _highlighted(source: str) -> tuple[Html, ...]:
    """Highlighted code, one piece of HTML per line; no span crosses a line."""
    lines: list[list[str]] = [[]]
    for token, text in _lexer().get_tokens(source):
        css = _css_class(token)
        for number, piece in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if piece:
                blank = piece.isspace()
                lines[-1].append(span("" if blank else css, piece))
    return tuple(Html("".join(line)) for line in lines)


def _merged(outputs: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Joins the pieces of a stream, which Jupyter splits wherever it was flushed."""
    merged: list[Mapping[str, Any]] = []
    texts: list[str] = []
    for output in outputs:
        before = merged[-1] if merged else None
        if (
            before is not None
            and output["output_type"] == "stream" == before["output_type"]
            and output["name"] == before["name"]
        ):
            texts.append(output["text"])
            continue
        _close(merged, texts)
        merged.append(output)
    _close(merged, texts)
    return merged


def _close(merged: list[Mapping[str, Any]], texts: list[str]) -> None:
    if texts:
        first = merged[-1]
        merged[-1] = {**first, "text": "".join([first["text"], *texts])}
        texts.clear()
