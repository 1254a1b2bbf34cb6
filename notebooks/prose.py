"""Renders what people write to each other, and what packs say, as HTML: Markdown and formulas.

Unlike a notebook's cells: HTML is text, line breaks stay, a plain address is a link, no picture is
loaded, and nothing that was typed vanishes: `__init__` keeps its lines, and "[1]: …" is no definition.
"""

from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.token import Token
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

from notebooks.formulas import Formulas
from notebooks.html import Html
from notebooks.markup import (
    MOST_REOPENED,
    cleaned,
    is_wide,
    left_open,
    plain,
    with_formulas,
)

LONGEST = 10_000
"""Longest text that is parsed; a longer one is shown as it was typed."""

MOST_ADDRESSES = 400
"""Colons and at signs in a text whose plain addresses become links: it takes quadratic time."""

_PAGE_LEVELS = 4  # headings of the page itself, above those of the text
_LOWEST = 6


def prose(text: str, *, page: str = "", formulas: bool = True) -> Html:
    """The text as HTML.

    `page`: the address before which links to places in it are put, for letters. Without
    `formulas` they stay as source, because mail programs do not draw them.
    """
    if len(text) > LONGEST:
        return plain(text)
    return _rendered(text, page, formulas)


@lru_cache(maxsize=512)
def _rendered(text: str, page: str, typeset: bool) -> Html:  # noqa: FBT001 -- for the cache
    parser = _parser(text.count(":") + text.count("@") < MOST_ADDRESSES)
    tokens = parser.parse(text)
    _lower(tokens)
    formulas = Formulas(typeset=typeset)
    html = parser.renderer.render(tokens, parser.options, {"formulas": formulas})
    if left_open(html) > MOST_REOPENED:
        return plain(text)
    return formulas.put_back(cleaned(html, page=page))


@lru_cache(maxsize=2)
def _parser(links: bool) -> MarkdownIt:  # noqa: FBT001 -- for the cache
    """`links`: whether plain addresses become links."""
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    with_formulas(parser, allow_space=False)
    if links:
        parser.use(gfm_autolink_plugin)
    parser.inline.ruler.at("emphasis", _emphasis)
    return parser.disable(["image", "reference"])


def _emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- as it is called
    """Only `*` marks words. Next to Japanese it does so without spaces around it."""
    start = state.pos
    if state.src[start] != "*" or not emphasis.tokenize(state, silent):
        return False
    before = state.src[start - 1 : start]
    after = state.src[state.pos : state.pos + 1]
    if is_wide(before) or is_wide(after):
        for delimiter in state.delimiters[start - state.pos :]:
            delimiter.open = bool(after.strip())
            delimiter.close = bool(before.strip())
    return True


def _lower(tokens: Sequence[Token]) -> None:
    """Puts the text's headings below those of the page."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + _PAGE_LEVELS, _LOWEST)}"
