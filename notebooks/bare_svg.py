"""Drawings without what their editors and authors write about them, line for line."""

import re

_DRAWING = re.compile(r"<(?:svg:)?svg\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<((?:\w+:)?(?:metadata|title|desc|RDF|namedview))\b(?:[^>]*?/>|.*?(?:</\1\s*>|\Z))",
    re.IGNORECASE | re.DOTALL,
)
# As `sodipodi:docname="/home/…"`, and the data-name of Illustrator; addresses of links stay.
_OF_EDITORS = re.compile(
    r"\s(?:(?!xmlns:|xlink:|xml:)[\w-]+:[\w-]+|data-[\w-]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')"
)


def bare_svg(text: str) -> str:
    """The drawing's text with as many lines as before; text without a drawing as it is."""
    if not _DRAWING.search(text):
        return text
    return _OF_EDITORS.sub(_lines, _ABOUT.sub(_lines, text))


def _lines(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")
