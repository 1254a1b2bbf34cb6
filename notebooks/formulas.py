"""The formulas of a text: typeset within a budget of time, or left as they were typed."""

import re
import time
from dataclasses import dataclass, field
from html import escape
from secrets import token_hex

from notebooks.html import Html
from notebooks.mathml import LONGEST, NotTypeset, mathml

SECONDS = 0.1
"""Processor time for one text's formulas, measured before each; the rest stays as source."""


_WRAPPED = re.compile(
    r"\s*(?:\$\$(?P<alone>[^$]+)\$\$|\$(?P<inline>[^$]+)\$|\\\[(?P<bracketed>.+)\\\]"
    r"|(?P<environment>\\begin\{.+))\s*",
    re.DOTALL,
)
_PLACE = re.compile(r"<code>([0-9a-f]{16})-(\d{1,6})\.</code>")


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


def formula_in(text: str) -> Formula | None:
    """The one formula that an output of LaTeX consists of."""
    found = _WRAPPED.fullmatch(text[: LONGEST + 10])
    if found is None:
        return None
    alone = found["alone"] or found["bracketed"] or found["environment"]
    return Formula(alone or found["inline"] or "", display=alone is not None)
