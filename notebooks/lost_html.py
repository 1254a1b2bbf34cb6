"""What is lost of an HTML output once its scripts, frames and recordings are taken out."""

import re

from notebooks.album import Album
from notebooks.html import Html
from notebooks.images import from_base64
from notebooks.placeholders import MEDIA_SUFFIXES
from notebooks.unshown import Kind, Unshown

_ELEMENT = re.compile(
    r"<(video|audio|iframe|object|embed|canvas|script|svg|math)\b", re.IGNORECASE
)
_FRAMES = frozenset({"iframe", "object", "embed"})
_DATA_URI = re.compile(
    r"""\bsrc\s*=\s*["']?data:((?:video|audio)/[\w.+-]{1,40})[^,"'>]{0,60};base64,([\w+/=\s]+)""",
    re.IGNORECASE,
)
_CHARTS = re.compile(
    r"plotly|bokeh|vegaEmbed|altair|holoviews|pyecharts", re.IGNORECASE
)
_TAG = re.compile(r"<[^>]*>")
_PICTURE = re.compile(r"<img\b[^>]*\bsrc=")
_NO_PICTURE = re.compile(r"<img\b(?![^>]*\bsrc=)")  # its address was taken out


def lost_from_html(html: str, safe: Html, album: Album) -> Unshown | None:
    """What the HTML held and `safe`, the same without what is dangerous, does not, or None.

    A table whose buttons need a script has lost nothing that a reader must know of.
    """
    elements = {name.lower() for name in _ELEMENT.findall(html)}
    has_text = is_visible(safe)
    media = elements & {"video", "audio"}
    if media:
        kind = Kind.VIDEO if "video" in media else Kind.AUDIO
        return _media(kind, html, album, has_text=has_text)
    if elements & _FRAMES:
        kind = Kind.FRAME
    elif _NO_PICTURE.search(safe):
        return Unshown(Kind.PICTURE, 0, beside_text=has_text)
    elif not elements or has_text:
        return None
    else:
        kind = Kind.CHART if _CHARTS.search(html) else Kind.INTERACTIVE
    data = html.encode()
    address = album.keep(".html.txt", data)
    return Unshown(kind, len(data), address, "text/html", beside_text=has_text)


def _media(kind: Kind, html: str, album: Album, *, has_text: bool) -> Unshown:
    """With the recording itself to download, where it stands in the page."""
    found = _DATA_URI.search(html)
    data = from_base64(found[2]) if found else None
    if found is None or data is None:
        return Unshown(kind, len(html.encode()), beside_text=has_text)
    mime = found[1].lower()
    address = album.keep(MEDIA_SUFFIXES.get(mime, ".bin"), data)
    return Unshown(kind, len(data), address, mime, beside_text=has_text)


def is_visible(safe: str) -> bool:
    """Whether a reader sees anything of the HTML."""
    return bool(_TAG.sub("", safe).strip()) or _PICTURE.search(safe) is not None
