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
    head = joined(element("th", each, scope="col") for each in heads)
    body = joined(element("tr", *map(_cell, row)) for row in rows)
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


def section(title: str, *children: Content) -> Html:
    return element("section", element("h2", title), *children)


def _cell(content: Content) -> Html:
    is_number = not isinstance(content, str)
    return element("td", content, css="number" if is_number else "")


def _html(content: Content) -> str:
    if isinstance(content, Html):
        return content
    return escaped(content if isinstance(content, str) else f"{content:g}")
