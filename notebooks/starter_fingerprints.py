"""Digests of code in which layout does not count: an unchanged starter is recognised by them."""

import io
import tokenize
from collections.abc import Iterable
from hashlib import sha256

import nbformat

from notebooks.magics import plain_python
from notebooks.syntax import code_cells

_LAYOUT = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
)


def fingerprint(notebook: nbformat.NotebookNode) -> str:
    """A digest of the code, in which layout, comments, magics and outputs do not count."""
    return _digest(_gist(cell) for cell in code_cells(notebook))


def module_fingerprint(source: str) -> str:
    """The same digest for one .py file."""
    return _digest([_gist(source)])


def _digest(gists: Iterable[str]) -> str:
    return sha256("\n".join(gist for gist in gists if gist).encode()).hexdigest()


def _gist(cell: str) -> str:
    """A cell's tokens; for code that cannot be tokenised, its text without blanks."""
    text = plain_python(cell)
    if text is None:
        text = cell
    try:
        tokens = [
            token.string
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type not in _LAYOUT
        ]
    except (tokenize.TokenError, SyntaxError):
        lines = [line.partition("#")[0] for line in text.splitlines()]
        tokens = "".join(lines).split()
    return " ".join(token for token in tokens if token not in ("pass", ";"))
