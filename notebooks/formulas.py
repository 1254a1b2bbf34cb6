"""Typesets LaTeX formulas as MathML, which browsers draw without a script or a style sheet."""

import re
import time
from dataclasses import dataclass, field
from html import escape, unescape
from secrets import token_hex
from xml.etree.ElementTree import Element, tostring

import nh3
from latex2mathml.converter import convert_to_element

from notebooks.html import Html

LONGEST = 1_500
"""Characters of one formula: the library takes quadratic time for some."""

SECONDS = 0.1
"""Processor time for one text's formulas, measured before each; the rest stays as source."""

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

_WRAPPED = re.compile(
    r"\s*(?:\$\$(?P<alone>[^$]+)\$\$|\$(?P<inline>[^$]+)\$|\\\[(?P<bracketed>.+)\\\]"
    r"|(?P<environment>\\begin\{.+))\s*",
    re.DOTALL,
)
_PLACE = re.compile(r"<code>([0-9a-f]{16})-(\d{1,6})\.</code>")
_COMMAND = re.compile(r"\\[a-zA-Z]")
_MACRO = re.compile(r"\\(?:re)?newcommand|\\def(?![a-zA-Z])|\\let(?![a-zA-Z])")


class NotTypeset(Exception):
    """The formula is none that we can draw as it was meant."""


def source_of(formula: str, *, display: bool) -> Html:
    """The formula as it was typed."""
    mark = "$$" if display else "$"
    return Html(f'<code class="math">{mark}{escape(formula)}{mark}</code>')


@dataclass(frozen=True)
class Formula:
    source: str
    display: bool  # on a line of its own


@dataclass
class Formulas:
    """The formulas of one text, kept apart while the HTML around them is sanitised.

    Where one stands, the HTML holds a mark that nobody can guess.
    """

    typeset: bool = True  # else all stay as source
    _mark: str = field(default_factory=lambda: token_hex(8))
    _made: list[Html] = field(default_factory=list)
    _until: float = field(default_factory=lambda: time.process_time() + SECONDS)

    def hold(self, formula: str, *, display: bool) -> str:
        """HTML for the formula's place."""
        if not self.typeset or time.process_time() > self._until:
            return source_of(formula, display=display)
        try:
            self._made.append(mathml(formula, display=display))
        except NotTypeset:
            return source_of(formula, display=display)
        return f"<code>{self._mark}-{len(self._made) - 1}.</code>"

    def put_back(self, html: str) -> Html:
        """The sanitised HTML with its formulas."""
        if not self._made:
            return Html(html)
        return Html(_PLACE.sub(self._formula_at, html))

    def _formula_at(self, place: re.Match[str]) -> str:
        return self._made[int(place[2])] if place[1] == self._mark else place[0]


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


def formula_in(text: str) -> Formula | None:
    """The one formula that an output of LaTeX consists of."""
    found = _WRAPPED.fullmatch(text[: LONGEST + 10])
    if found is None:
        return None
    alone = found["alone"] or found["bracketed"] or found["environment"]
    return Formula(alone or found["inline"] or "", display=alone is not None)
