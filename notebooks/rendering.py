"""A notebook as parts that a template can lay out, under a strict content policy.

Nothing here carries a style attribute, a script, a handler or a remote address.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import nbformat
from pygments.lexers.python import PythonLexer
from pygments.token import STANDARD_TYPES, _TokenType

from notebooks.html import NOTHING, Html, escaped, span
from notebooks.images import KINDS, data_uri
from notebooks.markup import LONGEST, Heading, headings, markdown, plain, sanitised
from notebooks.terminal import folded

RICH_CHARACTERS = 600_000
"""Markdown, HTML and code that is parsed in one notebook; the rest shows as text."""


@dataclass(frozen=True)
class RenderedOutput:
    kind: str  # "text", "error", "image", "html" or "math"
    html: Html = NOTHING  # of text and error: the lines before the fold
    stream: str = ""  # "stdout" or "stderr", for printed text
    hidden: Html = NOTHING  # text and error: the folded lines
    tail: Html = NOTHING
    hidden_lines: int = 0
    dropped_lines: int = 0  # of the hidden ones, those that are not even in `hidden`
    src: str = ""  # image: a data: address
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
    html: Html = NOTHING  # of markdown cells
    outputs: tuple[RenderedOutput, ...] = ()


@dataclass
class _Budget:
    left: int = field(default=RICH_CHARACTERS)

    def covers(self, text: str) -> bool:
        if len(text) > min(self.left, LONGEST):
            return False
        self.left -= len(text)
        return True


def anchor_of(index: int) -> str:
    return f"cell-{index}"


def render(notebook: nbformat.NotebookNode) -> list[RenderedCell]:
    """For a notebook as `read_notebook` gives it."""
    budget = _Budget()
    return [_cell(n, cell, budget) for n, cell in enumerate(notebook["cells"], 1)]


def outline(notebook: nbformat.NotebookNode) -> list[Heading]:
    """The headings in order, each with the anchor it has in `render`."""
    budget = _Budget()
    return [
        heading
        for n, cell in enumerate(notebook["cells"], 1)
        if cell["cell_type"] == "markdown" and budget.covers(cell["source"])
        for heading in headings(cell["source"], anchor_of(n))
    ]


def _cell(index: int, cell: Mapping[str, Any], budget: _Budget) -> RenderedCell:
    kind, source, anchor = cell["cell_type"], cell["source"], anchor_of(index)
    if kind == "markdown":
        rich = budget.covers(source)
        html = (
            markdown(source, anchor, cell.get("attachments")) if rich else plain(source)
        )
        return RenderedCell(index, anchor, cell["id"], kind, None, html=html)
    code = kind == "code"
    lines = (
        _highlighted(source)
        if code and budget.covers(source)
        else tuple(escaped(line) for line in _lines(source))
    )
    outputs = _outputs(index, cell["outputs"], budget) if code else ()
    count = cell["execution_count"] if code else None
    return RenderedCell(index, anchor, cell["id"], kind, count, lines, outputs=outputs)


def _lines(source: str) -> list[str]:
    return source.replace("\r\n", "\n").replace("\r", "\n").split("\n")


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
    for token, text in _lexer().get_tokens("\n".join(_lines(source))):
        css = _css_class(token)
        for number, piece in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if piece:
                blank = piece.isspace()
                lines[-1].append(span("" if blank else css, piece))
    return tuple(Html("".join(line)) for line in lines)


def _outputs(
    index: int, outputs: Iterable[Mapping[str, Any]], budget: _Budget
) -> tuple[RenderedOutput, ...]:
    return tuple(
        rendered
        for output in _merged(list(outputs))
        if (rendered := _output(index, output, budget)) is not None
    )


def _merged(outputs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
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


def _output(
    index: int, output: Mapping[str, Any], budget: _Budget
) -> RenderedOutput | None:
    if output["output_type"] == "stream":
        return _text("text", output["text"], stream=output["name"])
    if output["output_type"] == "error":
        summary = f"{output['ename']}: {output['evalue']}"
        traceback = "\n".join(output["traceback"]) or summary
        return _text("error", traceback, summary=summary)
    return _bundle(index, output["data"], budget)


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


def _bundle(
    index: int, data: Mapping[str, str], budget: _Budget
) -> RenderedOutput | None:
    """The richest form that is safe: picture, table, words, formula, text."""
    for kind in KINDS:
        src = data_uri(kind, data[kind]) if kind in data else None
        if src:
            alt = data.get("text/plain", "")[:200]
            return RenderedOutput("image", src=src, alt=alt)
    html = data.get("text/html")
    if html is not None and budget.covers(html):
        return RenderedOutput("html", sanitised(html))
    words = data.get("text/markdown")
    if words is not None and budget.covers(words):
        return RenderedOutput("html", markdown(words, f"{anchor_of(index)}-output"))
    if "text/plain" in data and "text/latex" not in data:
        return _text("text", data["text/plain"])
    if "text/latex" in data:
        return RenderedOutput("math", folded(data["text/latex"]).head)
    return None
