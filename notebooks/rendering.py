"""A notebook as parts that a template can lay out, under a strict content policy.

Nothing here carries a style attribute, a script, a handler or a remote address.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import nbformat
from pygments.lexers.python import PythonLexer
from pygments.token import STANDARD_TYPES, _TokenType

from notebooks.html import NOTHING, Html, escaped, span
from notebooks.images import KINDS, Album
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
from notebooks.terminal import folded

RICH_CHARACTERS = 600_000
"""Markdown, HTML and code that is parsed in one notebook; the rest shows as text."""

RICH_SECONDS = 0.8
"""Processor time for parsing them, measured before each piece; the rest shows as text."""

MOST_CELLS = 2000
MOST_LINES = 3000  # of one cell's source
MOST_CHARACTERS = 200_000  # of one cell's source
LONGEST_SUMMARY = 2000
MOST_OUTPUTS = 300  # of one cell; printed text that was flushed in pieces is one output


@dataclass(frozen=True)
class RenderedOutput:
    kind: str  # "text", "error", "image", "html" or "math"
    html: Html = NOTHING  # of text and error: the lines before the fold
    stream: str = ""  # "stdout" or "stderr", for printed text
    hidden: Html = NOTHING  # text and error: the folded lines
    tail: Html = NOTHING
    hidden_lines: int = 0
    dropped_lines: int = 0  # of the hidden ones, those that are not even in `hidden`
    src: str = ""  # image: its address, see Album
    alt: str = ""  # image: plain text, to be escaped
    summary: str = ""  # error: "ValueError: …", plain text, to be escaped


@dataclass(frozen=True)
class RenderedCell:
    index: int  # counted from 1, as in `Block.cell`
    anchor: str  # "cell-3"; line 5 is "cell-3-line-5"
    id: str  # the notebook's own, kept from one version to the next
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
    left: int = field(default=RICH_CHARACTERS)
    until: float = field(default_factory=lambda: time.process_time() + RICH_SECONDS)

    def covers(self, text: str, most: int = LONGEST_HTML) -> bool:
        if len(text) > min(self.left, most) or time.process_time() > self.until:
            return False
        self.left -= len(text)
        return True


def anchor_of(index: int) -> str:
    return f"cell-{index}"


def render(
    notebook: nbformat.NotebookNode, album: Album | None = None
) -> list[RenderedCell]:
    """The first MOST_CELLS cells of a notebook as `read_notebook` gives it."""
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
            written = self._markdown(source, anchor, cell.get("attachments"))
            return RenderedCell(
                index,
                anchor,
                cell["id"],
                kind,
                None,
                dropped_lines=_line_count(source[MOST_CHARACTERS:]),
                html=written.html,
                headings=written.headings,
            )
        code = kind == "code"
        lines, dropped = _kept_lines(source)
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
        if not self._budget.covers(text, LONGEST_MARKDOWN):
            return Written(plain(text[:MOST_CHARACTERS]))
        return markdown(text, anchor, attachments, album=self._album)

    def _highlighted(self, lines: Sequence[str]) -> tuple[Html, ...]:
        text = "\n".join(lines)
        return _highlighted(text) if self._budget.covers(text) else _escaped(lines)

    def _outputs(
        self, index: int, outputs: Iterable[Mapping[str, Any]]
    ) -> tuple[RenderedOutput, ...]:
        rendered = (self._output(index, output) for output in outputs)
        return tuple(output for output in rendered if output is not None)

    def _output(self, index: int, output: Mapping[str, Any]) -> RenderedOutput | None:
        if output["output_type"] == "stream":
            return _text("text", output["text"], stream=output["name"])
        if output["output_type"] == "error":
            summary = f"{output['ename']}: {output['evalue']}"[:LONGEST_SUMMARY]
            traceback = "\n".join(output["traceback"]) or summary
            return _text("error", traceback, summary=summary)
        return self._bundle(index, output["data"])

    def _bundle(self, index: int, data: Mapping[str, str]) -> RenderedOutput | None:
        """The richest form that is safe: picture, table, words, formula, text."""
        for kind in KINDS:
            src = self._album.address(kind, data[kind]) if kind in data else None
            if src:
                alt = data.get("text/plain", "")[:200]
                return RenderedOutput("image", src=src, alt=alt)
        html = data.get("text/html")
        if html is not None and self._budget.covers(html):
            return RenderedOutput("html", sanitised(html, self._album))
        words = data.get("text/markdown")
        if words is not None and self._budget.covers(words, LONGEST_MARKDOWN):
            written = markdown(words, f"{anchor_of(index)}-output", album=self._album)
            return RenderedOutput("html", written.html)
        if "text/plain" in data and "text/latex" not in data:
            return _text("text", data["text/plain"])
        if "text/latex" in data:
            return RenderedOutput("math", folded(data["text/latex"]).head)
        return None


def _kept_lines(source: str) -> tuple[list[str], int]:
    """The lines that are shown, and how many more there are."""
    text = source[:MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    dropped = len(lines[MOST_LINES:]) + _line_count(source[MOST_CHARACTERS:])
    return lines[:MOST_LINES], dropped


def _line_count(text: str) -> int:
    return text.count("\n") + 1 if text else 0


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
    """One piece of HTML per line, each whole in itself: spans never cross a line."""
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
    """Jupyter cuts one stream into pieces wherever it was flushed."""
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


def _text(kind: str, text: str, **more: str) -> RenderedOutput:
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
