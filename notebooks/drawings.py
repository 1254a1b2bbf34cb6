"""Drawings that stand among the text of an HTML output become pictures of their own."""

import base64

from notebooks.svg import SVG, sanitised_svg

MOST = 20  # in one output; those after them are lost with the scripts
_BEGIN, _END = "<svg", "</svg>"


def with_pictures(html: str) -> str:
    """The HTML with an `<img>` in the place of each `<svg>` that can be read.

    Where a script is at work, drawings are its icons or half of a chart, and stay as they are.
    """
    lower = html.lower()
    if _BEGIN not in lower or "<script" in lower or len(lower) != len(html):
        return html
    parts, at = [], 0
    for _ in range(MOST):
        start = lower.find(_BEGIN, at)
        end = lower.find(_END, start) + len(_END)
        if start < 0 or end < start:
            break
        parts += [html[at:start], _picture(html[start:end])]
        at = end
    return "".join([*parts, html[at:]])


def _picture(drawing: str) -> str:
    made = sanitised_svg(drawing)
    if made is None:
        return drawing
    return f'<img src="data:{SVG};base64,{base64.b64encode(made).decode()}">'
