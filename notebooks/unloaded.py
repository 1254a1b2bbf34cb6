"""Pictures that a text asks for and that no page loads: their descriptions, and why they are missing."""

import re
from html import unescape

from notebooks.html import Html, escaped

MOST = 100
"""Of one text: a reason is longer than what asks for a picture. Others keep the browser's sign."""

# With attributes, which cleaned pictures have: within a value of another tag, where `<` may stand, no
# quotation mark does.
_PICTURE = re.compile(r'<img((?:\s[\w-]+="[^"]*")+)\s*/?>')
_SOURCE = re.compile(r'\ssrc="')
_DESCRIPTION = re.compile(r'\salt="([^"]*)"')


def with_reasons(html: Html, reason: str) -> Html:
    """`html` is cleaned. A browser would draw its sign of a broken picture instead."""
    left = MOST

    def shown(found: re.Match[str]) -> str:
        nonlocal left
        attributes = found[1]
        if _SOURCE.search(attributes) or not left:
            return found[0]
        left -= 1
        description = _DESCRIPTION.search(attributes)
        # In an attribute, the signs of tags may stand as they are.
        said = unescape(description[1]) if description else ""
        name = f"<b>{escaped(said)}</b> " if said else ""
        return f'<span class="unloaded">{name}{escaped(reason)}</span>'

    return Html(_PICTURE.sub(shown, html))
