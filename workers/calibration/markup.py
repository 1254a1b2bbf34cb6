"""HTML in small pieces: whatever is not `Html` already is escaped."""

from collections.abc import Iterable, Sequence

from notebooks.html import Html, escaped

Content = str | float


def element(tag: str, *children: Content, css: str = "", **attributes: str) -> Html:
    """`css` and attributes are ours; children may be a student's text."""
    if css:
        attributes = {"class": css, **attributes}
    named = "".join(f' {name}="{escaped(value)}"' for name, value in attributes.items())
    return Html(f"<{tag}{named}>{joined(children)}</{tag}>")


def joined(children: Iterable[Content]) -> Html:
    return Html("".join(_html(child) for child in children))


def table(
    caption: str, heads: Sequence[Content], rows: Iterable[Sequence[Content]]
) -> Html:
    """A table that scrolls by itself when the page is narrow. Numbers stand to the right."""
    lines = list(rows)
    first = lines[0] if lines else heads
    head = joined(
        element("th", each, css=_css(content), scope="col")
        for each, content in zip(heads, first, strict=True)
    )
    body = joined(element("tr", *map(_cell, row)) for row in lines)
    return element(
        "div",
        element(
            "table",
            element("caption", caption),
            element("thead", element("tr", head)),
            element("tbody", body),
        ),
        css="scroll",
        tabindex="0",
        role="region",
        **{"aria-label": caption},
    )


def worded(text: str) -> Html:
    """A pack's sentence, in which names between backticks are code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one stands alone
        return escaped(text)
    return joined(
        element("code", part) if number % 2 else part
        for number, part in enumerate(parts)
    )


def section(title: str, *children: Content) -> Html:
    return element("section", element("h2", title), *children)


def _cell(content: Content) -> Html:
    return element("td", content, css=_css(content))


def _css(content: Content) -> str:
    return "" if isinstance(content, str) else "number"


def _html(content: Content) -> str:
    if isinstance(content, Html):
        return content
    return escaped(content if isinstance(content, str) else f"{content:g}")
