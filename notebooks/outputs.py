"""Renders the outputs of a code cell, each in its richest safe form."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from notebooks.album import Album
from notebooks.anchors import anchor_of
from notebooks.budget import Budget
from notebooks.drawings import with_pictures
from notebooks.formulas import formula_in
from notebooks.html import NOTHING, Html
from notebooks.images import KINDS
from notebooks.lost_html import is_visible, lost_from_html
from notebooks.markup import LONGEST_MARKDOWN, markdown, sanitised
from notebooks.mathml import NotTypeset, mathml
from notebooks.placeholders import unshown
from notebooks.svg import SVG, drawing_of_html
from notebooks.terminal import folded
from notebooks.unshown import Unshown

LONGEST_SUMMARY = 2000
MOST_ALT = 200
# What libraries print of a picture, which tells nothing of what is on it.
_NO_WORDS = re.compile(r"\s*<[\w.]*(?:Figure|Image|Axes)\b[^>]*>\s*")


@dataclass(frozen=True)
class RenderedOutput:
    kind: (
        str  # "text", "error", "image", "html", "math", "unshown" or "cut" (not shown)
    )
    html: Html = NOTHING  # text and error: the lines that are not folded
    stream: str = ""  # "stdout" or "stderr", for printed text
    hidden: Html = NOTHING  # text and error: the folded lines
    tail: Html = NOTHING
    hidden_lines: int = 0
    dropped_lines: int = 0  # further lines that are left out, also from `hidden`
    src: str = ""  # image: its address, see Album
    alt: str = ""  # image: plain text, to be escaped
    summary: str = ""  # error: "ValueError: …", plain text, to be escaped
    unshown: Unshown | None = None


CUT = RenderedOutput("cut")


@dataclass
class OutputRenderer:
    album: Album
    budget: Budget
    anchor: Callable[[int], str] = anchor_of

    def outputs(
        self, index: int, outputs: Iterable[Mapping[str, Any]]
    ) -> tuple[RenderedOutput, ...]:
        """Those of cell `index`, counted from 1; see `merged`."""
        return tuple(made for one in outputs for made in self._output(index, one))

    def _output(self, index: int, output: Mapping[str, Any]) -> list[RenderedOutput]:
        if output["output_type"] == "stream":
            return [self._text("text", output["text"], stream=output["name"])]
        if output["output_type"] == "error":
            summary = f"{output['ename']}: {output['evalue']}"[:LONGEST_SUMMARY]
            traceback = "\n".join(output["traceback"]) or summary
            return [self._text("error", traceback, summary=summary)]
        return self._bundle(index, output["data"])

    def _text(
        self, kind: str, text: str, stream: str = "", summary: str = ""
    ) -> RenderedOutput:
        if not self.budget.covers_output(text):
            return CUT
        fold = folded(text)
        return RenderedOutput(
            kind,
            fold.head,
            hidden=fold.hidden,
            tail=fold.tail,
            hidden_lines=fold.hidden_lines,
            dropped_lines=fold.dropped_lines,
            stream=stream,
            summary=summary,
        )

    def _bundle(self, index: int, data: Mapping[str, str]) -> list[RenderedOutput]:
        """The richest safe form: picture, HTML, Markdown, formula or text.

        What needs scripts, or is of a type that no page shows, is named instead.
        """
        for kind in (*KINDS, SVG):
            src = self.album.picture(kind, data[kind]) if kind in data else None
            if src:
                alt = _NO_WORDS.sub("", data.get("text/plain", ""))[:MOST_ALT]
                return [RenderedOutput("image", src=src, alt=alt)]
        named = unshown(data, self.album)
        if named is not None:
            return [RenderedOutput("unshown", unshown=named)]
        if "text/html" in data:
            return self._html(data["text/html"])
        if "text/markdown" in data:
            return [self._markdown(index, data["text/markdown"])]
        if "text/latex" in data:
            return [self._latex(data["text/latex"])]
        return [self._text("text", data["text/plain"])] if "text/plain" in data else []

    def _markdown(self, index: int, text: str) -> RenderedOutput:
        if not self.budget.covers_parsing(text, LONGEST_MARKDOWN):
            return CUT
        anchor = f"{self.anchor(index)}-output"
        return RenderedOutput("html", markdown(text, anchor, album=self.album).html)

    def _latex(self, text: str) -> RenderedOutput:
        """Typeset where it is one formula that can be; else its source."""
        formula = formula_in(text)
        if formula is not None and self.budget.covers_parsing(text):
            with suppress(NotTypeset):
                typeset = mathml(formula.source, display=formula.display)
                return RenderedOutput("html", typeset)
        return RenderedOutput("math", folded(text).head)

    def _html(self, html: str) -> list[RenderedOutput]:
        """The HTML that is safe, and the name of what is lost with the rest."""
        is_parsed = self.budget.covers_parsing(html)
        safe = sanitised(html, self.album) if is_parsed else NOTHING
        if not is_visible(safe) and (src := self._drawing_of(html)):
            return [RenderedOutput("image", src=src)]
        if is_parsed and self.album.base and (drawn := with_pictures(html)) != html:
            html, safe = drawn, sanitised(drawn, self.album)
        lost = lost_from_html(html, safe, self.album)
        named = [] if lost is None else [RenderedOutput("unshown", unshown=lost)]
        if safe and (lost is None or lost.beside_text):
            return [RenderedOutput("html", safe), *named]
        if named:
            return named
        return [] if is_parsed else [CUT]

    def _drawing_of(self, html: str) -> str:
        """The address of the drawing that the HTML consists of; empty if it is more or less."""
        drawing = None if "<script" in html.lower() else drawing_of_html(html)
        return "" if drawing is None else self.album.keep(".svg", drawing)


def merged(outputs: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
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
