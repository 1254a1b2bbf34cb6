"""Typesets one LaTeX formula as MathML, which browsers draw without a script or a style sheet."""

import re
from html import unescape
from xml.etree.ElementTree import Element, tostring

import nh3
from latex2mathml.converter import convert_to_element

from notebooks.html import Html

LONGEST = 1_500
"""Characters of one formula: the library takes quadratic time for some."""


DEEPEST = 40

_CHILDREN = {"msub": 2, "msup": 2, "mfrac": 2, "mroot": 2, "mover": 2} | {
    "munder": 2,
    "msubsup": 3,
    "munderover": 3,
}
TAGS = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mstyle", "mpadded"),
    *("mphantom", "menclose", "msqrt", "mtable", "mtr", "mtd", *_CHILDREN),
}
ATTRIBUTES = {
    "math": {"display"},
    "mi": {"mathvariant"},
    "mo": {"stretchy", "fence", "form", "minsize", "maxsize", "lspace", "rspace"}
    | {"separator", "movablelimits", "largeop", "symmetric"},
    "mspace": {"width"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mfrac": {"linethickness"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "munderover": {"accent", "accentunder"},
    "menclose": {"notation"},
    "mtable": {"displaystyle", "columnalign", "columnspacing", "rowspacing"}
    | {"columnlines", "rowlines"},
    "mtd": {"columnalign"},
}
_SMALL = re.compile(
    r"(?:[a-z]{1,12}|\d?(?:\.\d{1,4})?(?:em|ex|pt|px|mu)?)"
    r"(?: (?:[a-z]{1,12}|\d?(?:\.\d{1,4})?(?:em|ex|pt|px)?)){0,20}"
)
"""Words, and lengths below ten em: nothing that moves a formula over its neighbours."""


_COMMAND = re.compile(r"\\[a-zA-Z]")
_MACRO = re.compile(r"\\(?:re)?newcommand|\\def(?![a-zA-Z])|\\let(?![a-zA-Z])")


class NotTypeset(Exception):
    """The formula is none that we can draw as it was meant."""


def mathml(formula: str, *, display: bool) -> Html:
    """Raises NotTypeset for what the library does not know, and for what costs too much."""
    if len(formula) > LONGEST or _MACRO.search(formula):
        raise NotTypeset
    try:
        made = convert_to_element(formula, display="block" if display else "inline")
    except Exception as error:  # it has no base class for what it raises
        raise NotTypeset from error
    for element in made.iter():
        element.text = unescape(element.text or "")  # it writes "&#x0003D;" for "="
    if not _is_drawable([made]):
        raise NotTypeset
    return Html(
        nh3.clean(
            tostring(made, encoding="unicode"),
            tags=TAGS,
            attributes=ATTRIBUTES,
            attribute_filter=_small,
            link_rel=None,
        )
    )


def _is_drawable(level: list[Element]) -> bool:
    """Whether every element has the children it needs, no command is left, and it is not deep."""
    for _depth in range(DEEPEST):
        if not level:
            return True
        if not all(_is_whole(element) for element in level):
            return False
        level = [child for element in level for child in element]
    return False


def _is_whole(element: Element) -> bool:
    wanted = _CHILDREN.get(element.tag, len(element))
    return len(element) == wanted and not _COMMAND.match(element.text or "")


def _small(tag: str, attribute: str, value: str) -> str | None:
    return value if _SMALL.fullmatch(value) else None
