"""Renders people's Markdown and HTML as HTML without scripts, remote content or styles."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise
from unicodedata import east_asian_width
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from notebooks.album import Album
from notebooks.formulas import Formulas
from notebooks.html import Html
from notebooks.images import KINDS
from notebooks.svg import SVG

LONGEST_HTML = 60_000
LONGEST_MARKDOWN = 30_000
"""Longest text that is parsed at once, because hostile text takes parsers quadratic time."""

MOST_REOPENED = 40
"""Most formatting elements left open: a parser opens them all again in each new paragraph."""

_TAGS = frozenset(
    {"a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "details"}
    | {"div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5"}
    | {"h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "samp"}
    | {"small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td"}
    | {"tfoot", "th", "thead", "tr", "u", "ul", "var"}
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
} | {f"h{level}": {"id"} for level in range(1, 7)}
_EMPTIED = {
    "script",
    "style",
    "svg",
    "math",
    "iframe",
    "object",
    "template",
    "textarea",
}
_SCHEMES = {"http", "https", "mailto", "data", "attachment"}
_LINK = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)
_OUR_HEADING_ID = re.compile(r"(?:cell-\d{1,6}|brief)-heading-\d{1,6}")
_SMALL_NUMBER = re.compile(r"\d{1,4}%?")
_FORMATTING = "a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"
_FORMATTING_TAGS = frozenset(_FORMATTING.split("|"))
_OPENED = re.compile(rf"<({_FORMATTING})(?=[\s/>])", re.IGNORECASE)
_WELL_FORMED = re.compile(
    r"[^<]+"
    r"|<(?!(?:script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext"
    r"|svg|math|template|select)\b)"
    r"(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)"
    r"""(?:\s++[\w:-]++(?:=(?:"[^"]*+"|'[^']*+'|[\w%#.-]++))?+)*+\s*+/?+>""",
    re.IGNORECASE,
)
_PAGE_LEVELS = 2  # headings of the page itself, above those of the notebook
_LOWEST = 6

Attachments = Mapping[str, Mapping[str, str]]
"""Pictures pasted into a cell: by name, base64 by type."""


@dataclass(frozen=True)
class Heading:
    level: int  # as in the student's text, 1 to 6
    text: str
    anchor: str


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = with_formulas(MarkdownIt("commonmark", {"html": True}))
    parser.add_render_rule("softbreak", _softbreak)
    return parser


def with_formulas(parser: MarkdownIt, *, allow_space: bool = True) -> MarkdownIt:
    """Adds tables, struck words and formulas; `env` must then hold `formulas`."""
    parser.enable(["table", "strikethrough"]).use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=allow_space,
        allow_digits=False,
        double_inline=True,
    )
    parser.use(amsmath_plugin)
    for kind in ("math_inline", "math_inline_double", "math_block", "amsmath"):
        parser.add_render_rule(kind, _formula)
    return parser


def _formula(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    token = tokens[index]
    formulas: Formulas = env["formulas"]
    held = formulas.hold(token.content.strip(), display=token.type != "math_inline")
    return f"<p>{held}</p>\n" if token.block else held


def _softbreak(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    """A line end becomes a space, but not between Japanese characters."""
    before = tokens[index - 1].content[-1:] if index else ""
    after = tokens[index + 1].content[:1] if index + 1 < len(tokens) else ""
    return "" if is_wide(before) and is_wide(after) else "\n"


def is_wide(letter: str) -> bool:
    return bool(letter) and east_asian_width(letter) in {"W", "F"}


@dataclass(frozen=True)
class Written:
    """Markdown rendered as HTML, and its headings."""

    html: Html
    headings: tuple[Heading, ...] = ()


def markdown(
    text: str,
    anchor: str,
    attachments: Attachments | None = None,
    *,
    page_levels: int = _PAGE_LEVELS,
    album: Album | None = None,
) -> Written:
    """`page_levels`: how many levels of headings the page has above those of the text."""
    if len(text) > LONGEST_MARKDOWN:
        return Written(plain(text))
    parser = _parser()
    tokens = parser.parse(text)
    headings = _headings(tokens, anchor)
    for heading, token in zip(headings, _openings(tokens), strict=True):
        token.attrSet("id", heading.anchor)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            level = min(int(token.tag[1]) + page_levels, _LOWEST)
            token.tag = f"h{level}"
        _name_pictures(token.children or [])
    formulas = Formulas()
    html = parser.renderer.render(tokens, parser.options, {"formulas": formulas})
    if left_open(html) > MOST_REOPENED:
        return Written(plain(text))
    shown = formulas.put_back(cleaned(html, attachments, album))
    return Written(shown, tuple(headings))


def _openings(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if token.type == "heading_open"]


def _name_pictures(tokens: Sequence[Token]) -> None:
    """A picture without a description gets its file's name, which stands there if it is missing."""
    for token in tokens:
        if token.type != "image" or token.content:
            continue
        address = str(token.attrGet("src") or "")
        if not address.startswith("data:"):
            name = Token("text", "", 0)
            name.content = unquote(re.split(r"[/:]", address)[-1])
            token.children = [name]


def _headings(tokens: Sequence[Token], anchor: str) -> list[Heading]:
    found: list[Heading] = []
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            parts = [
                child.content
                for child in inline.children or []
                if child.type in ("text", "code_inline", "math_inline")
            ]
            found.append(
                Heading(
                    int(token.tag[1]),
                    " ".join("".join(parts).split()),
                    f"{anchor}-heading-{len(found) + 1}",
                )
            )
    return found


def plain(text: str) -> Html:
    return Html(f"<pre>{escape(text)}</pre>")


def sanitised(html: str, album: Album | None = None) -> Html:
    """Removes scripts, styles, classes, forms, frames and content from other machines."""
    if left_open(html) > MOST_REOPENED:
        return plain(html)
    return cleaned(html, album=album)


def left_open(html: str) -> int:
    """An upper limit for the formatting elements that an HTML parser must open again.

    End tags are counted only while everything before them is well formed, because text like an end
    tag inside a comment or attribute closes nothing.
    """
    depths: Counter[str] = Counter()
    at = 0
    while found := _WELL_FORMED.match(html, at):
        at = found.end()
        tag = (found["tag"] or "").lower()
        if found["end"]:
            depths[tag] = max(0, depths[tag] - 1)
        elif tag in _FORMATTING_TAGS:
            depths[tag] += 1
    return depths.total() + len(_OPENED.findall(html, at))


def cleaned(
    html: str,
    attachments: Attachments | None = None,
    album: Album | None = None,
    page: str = "",
) -> Html:
    """`page`: the address before which links to places in it are put, for letters."""
    kept = nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags=_EMPTIED,
        attributes=_ATTRIBUTES,
        attribute_filter=_filter(attachments or {}, album or Album(), page),
        allowed_classes={"code": {"math"}},
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow ugc",
        set_tag_attribute_values={"img": {"loading": "lazy"}},
    )
    return Html(kept)


def _filter(
    attachments: Attachments, album: Album, page: str
) -> Callable[[str, str, str], str | None]:
    def keep(tag: str, attribute: str, value: str) -> str | None:
        match attribute:
            case "href" if value.startswith("#"):
                return page + value
            case "href":
                return value if _LINK.match(value.strip()) else None
            case "src":
                return _picture(value, attachments, album)
            case "id":
                return value if _OUR_HEADING_ID.fullmatch(value) else None
            case "width" | "height" | "colspan" | "rowspan" | "start":
                return value if _SMALL_NUMBER.fullmatch(value) else None
            case _:
                return value

    return keep


def _picture(address: str, attachments: Attachments, album: Album) -> str | None:
    """A picture's address; None if it must not be loaded, and its description is shown instead."""
    scheme, colon, name = address.strip().partition(":")
    if not colon:
        return album.address_beside(scheme)
    if scheme.lower() != "attachment":
        return album.address_of_data_uri(address)
    bundle = attachments.get(name, {})
    addresses = (
        album.picture(kind, bundle[kind]) for kind in (*KINDS, SVG) if kind in bundle
    )
    return next((address for address in addresses if address), None)
