"""Code as HTML with the classes of Pygments' tokens, a piece for each line."""

from collections.abc import Iterable
from functools import lru_cache

from pygments.lexers.python import PythonLexer
from pygments.token import STANDARD_TYPES, _TokenType

from notebooks.controls import marked
from notebooks.html import Html, escaped, span


def as_text(lines: Iterable[str]) -> tuple[Html, ...]:
    return tuple(marked(escaped(line)) for line in lines)


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


Piece = tuple[str, str]
"""A class, or an empty text, and the characters that have it."""


def highlighted(source: str) -> tuple[Html, ...]:
    """Highlighted code, one piece of HTML per line; no span crosses a line."""
    return tuple(
        marked("".join(span(css, text) for css, text in line))
        for line in pieces(source)
    )


def pieces(source: str) -> list[list[Piece]]:
    """The tokens of each line."""
    lines: list[list[Piece]] = [[]]
    for token, text in _lexer().get_tokens(source):
        css = _css_class(token)
        for number, piece in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if piece:
                lines[-1].append(("" if piece.isspace() else css, piece))
    return lines
