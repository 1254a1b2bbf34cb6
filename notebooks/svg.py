"""Makes SVG pictures of uploads safe to be shown by `<img>`.

Browsers run no script in such a picture and fetch nothing for it. All the same, what could act
is removed, because a file can also be opened by its address. What could be repeated without end
is removed too: patterns, masks, markers, filters, and a `use` of something that holds a `use`.
"""

import re
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

SVG = "image/svg+xml"
MOST_BYTES = 4 * 1024 * 1024
MOST_ELEMENTS = 50_000
_NAMESPACE = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_ELEMENTS = frozenset(
    {"svg", "g", "defs", "symbol", "use", "style", "a", "switch"}
    | {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "image"}
    | {"text", "tspan", "textPath", "clipPath", "linearGradient", "radialGradient"}
    | {"stop"}
)
_REFERENCE = re.compile(r"url\(\s*+(?![\"']?#)", re.IGNORECASE)
_ACTIVE = re.compile(r"@import|javascript:|expression\(|\\", re.IGNORECASE)
_PICTURE = re.compile(
    r"data:image/(?:png|jpeg|gif|webp);base64,[\w+/=\s]+", re.IGNORECASE
)
_DECLARATION = re.compile(r"<!ENTITY", re.IGNORECASE)


def sanitised_svg(text: str) -> bytes | None:
    """The picture without what could act or fetch; None if it is no readable SVG."""
    if len(text) > MOST_BYTES or _DECLARATION.search(text):
        return None
    try:
        # Entities are refused above, and nothing that is outside of the text is ever read.
        root = ET.fromstring(text)  # noqa: S314
    except (ET.ParseError, ValueError):
        return None
    _name_space(root)
    if (
        root.tag != f"{{{_NAMESPACE}}}svg"
        or sum(1 for _ in root.iter()) > MOST_ELEMENTS
    ):
        return None
    _clean(root)
    _remove_nested_uses(root)
    ET.register_namespace("", _NAMESPACE)
    ET.register_namespace("xlink", _XLINK[1:].partition("}")[0])
    return ET.tostring(root, encoding="unicode").encode()


def drawing_of_html(html: str) -> bytes | None:
    """The one `<svg>` that HTML consists of, for whoever lost it with the rest."""
    lower = html.lower()
    start, end = lower.find("<svg"), lower.rfind("</svg>")
    return (
        sanitised_svg(html[start : end + len("</svg>")]) if 0 <= start < end else None
    )


def _name_space(root: Element) -> None:
    """HTML needs no namespace, a picture does."""
    if root.tag == "svg":
        for element in root.iter():
            if not element.tag.startswith("{"):
                element.tag = f"{{{_NAMESPACE}}}{element.tag}"


def _clean(root: Element) -> None:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        for name in [n for n, value in element.items() if not _is_safe(n, value)]:
            del element.attrib[name]
        for child in list(element):
            if _is_kept(child):
                waiting.append(child)
            else:
                element.remove(child)


def _is_kept(element: Element) -> bool:
    space, _, name = str(element.tag).rpartition("}")
    if space != f"{{{_NAMESPACE}" or name not in _ELEMENTS:
        return False
    return name != "style" or _is_passive("".join(element.itertext()))


def _is_safe(name: str, value: str) -> bool:
    if name in ("href", _XLINK):
        stripped = value.strip()
        return stripped.startswith("#") or _PICTURE.fullmatch(stripped) is not None
    return not name.startswith(("{", "on", "data-")) and _is_passive(value)


def _is_passive(text: str) -> bool:
    return not (_ACTIVE.search(text) or _REFERENCE.search(text))


def _remove_nested_uses(root: Element) -> None:
    """A chain of copies of copies would be drawn an exponential number of times."""
    use = f"{{{_NAMESPACE}}}use"
    named = {e.get("id"): e for e in root.iter() if e.get("id")}
    parents = {child: parent for parent in root.iter() for child in parent}
    nesting = {name for name, e in named.items() if any(True for _ in e.iter(use))}
    for element in [e for e in root.iter(use) if _target(e) in nesting | {None}]:
        parents[element].remove(element)


def _target(use: Element) -> str | None:
    reference = use.get("href") or use.get(_XLINK) or ""
    return reference.strip().removeprefix("#") or None
