"""Marks characters that nobody sees and that change how the text around them reads.

Bidirectional controls make code look different from what runs: CVE-2021-42574.
"""

import re
import unicodedata

from notebooks.html import Html

# Bidirectional controls; then what has no width or no ink: spaces, joiners, marks, line separators,
# and fillers, which Python takes for letters. Joiners within emoji and Persian words are left alone:
# they change no order.
_CONTROL = re.compile(
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff"
    "\u00ad\u180e\u2028\u2029\u2061-\u2064\u206a-\u206f\ufff9-\ufffb\u115f\u1160\u3164\uffa0]"
)


def has_controls(text: str) -> bool:
    return _CONTROL.search(text) is not None


def marked(html: str) -> Html:
    """The HTML with each such character replaced by a mark with its number and name.

    Whoever copies the line gets neither the character nor the mark.
    """
    return Html(_CONTROL.sub(_mark, html))


def _mark(found: re.Match[str]) -> str:
    number, name = _number(found), unicodedata.name(found[0], "")
    return (
        f'<span class="control" role="img" data-control="{number}"'
        f' title="{name}" aria-label="{number} {name}"></span>'
    )


def spelt_out(text: str) -> str:
    """Plain text with each such character as its number: "[U+202E]"."""
    return _CONTROL.sub(lambda found: f"[{_number(found)}]", text)


def _number(found: re.Match[str]) -> str:
    return f"U+{ord(found[0]):04X}"
