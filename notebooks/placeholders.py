"""Outputs that a page without scripts cannot show: what they are, and their bytes to download."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from notebooks.html import Html
from notebooks.images import Album


class Kind(StrEnum):
    CHART = "chart"  # Plotly, Vega, Bokeh: drawn by a script
    VIDEO = "video"
    AUDIO = "audio"
    WIDGET = "widget"
    SCRIPT = "script"
    FRAME = "frame"  # another page within the page
    PDF = "pdf"
    DRAWING = "drawing"  # an SVG picture that could not be read
    INTERACTIVE = "interactive"  # HTML of which nothing is left without its scripts
    OTHER = "other"


@dataclass(frozen=True)
class Unshown:
    kind: Kind
    size: int  # bytes
    address: str = ""  # of a download; empty where there is none
    mime: str = ""  # as the notebook names it
    beside_text: bool = False  # the rest of the same output can be shown


# Types by their beginning, in the order in which they are looked for; then the download's suffix.
_TYPES: tuple[tuple[str, Kind, str], ...] = (
    ("application/vnd.plotly", Kind.CHART, ".json"),
    ("application/vnd.vega", Kind.CHART, ".json"),
    ("application/vnd.bokeh", Kind.CHART, ".json"),
    ("application/vnd.holoviews", Kind.CHART, ".json"),
    ("application/vnd.jupyter.widget", Kind.WIDGET, ".json"),
    ("video/", Kind.VIDEO, ""),
    ("audio/", Kind.AUDIO, ""),
    ("application/pdf", Kind.PDF, ".pdf"),
    ("image/svg", Kind.DRAWING, ".svg.txt"),
)
# Shown only if the output has nothing better.
_LAST_TYPES: tuple[tuple[str, Kind, str], ...] = (
    ("application/javascript", Kind.SCRIPT, ".js.txt"),
    ("text/javascript", Kind.SCRIPT, ".js.txt"),
)
_SHOWN = frozenset({"text/html", "text/markdown", "text/latex"})
_MEDIA_SUFFIXES = {
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "video/ogg": ".ogg",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
}
_ENCODED = (".mp4", ".webm", ".ogg", ".wav", ".mp3", ".pdf")  # base64 in the notebook
DOWNLOADS = frozenset({*_ENCODED, ".json", ".html.txt", ".js.txt", ".svg.txt", ".bin"})
"""Suffixes under which such bytes are kept. No browser runs or draws one of them as a page."""

_LONGEST_MIME = 80
_ELEMENT = re.compile(
    r"<(video|audio|iframe|object|embed|canvas|script|svg)\b", re.IGNORECASE
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


def unshown(data: Mapping[str, str], album: Album) -> Unshown | None:
    """What a MIME bundle without a picture holds that no page shows, or None."""
    found = _of_type(data, _TYPES, album)
    if found is not None or not _SHOWN.isdisjoint(data):
        return found
    found = _of_type(data, _LAST_TYPES, album)
    if found is not None or "text/plain" in data or not data:
        return found
    mime, text = next(iter(data.items()))
    return _kept(Kind.OTHER, mime, text, ".bin", album)


def _of_type(
    data: Mapping[str, str], types: tuple[tuple[str, Kind, str], ...], album: Album
) -> Unshown | None:
    for beginning, kind, suffix in types:
        for mime, text in data.items():
            if mime.lower().startswith(beginning):
                known = suffix or _MEDIA_SUFFIXES.get(mime.lower(), ".bin")
                return _kept(kind, mime, text, known, album)
    return None


def _kept(kind: Kind, mime: str, text: str, suffix: str, album: Album) -> Unshown:
    data = text.encode()
    if suffix in _ENCODED:
        decoded = _decoded(text)
        data, suffix = (data, ".bin") if decoded is None else (decoded, suffix)
    return Unshown(kind, len(data), album.keep(suffix, data), mime[:_LONGEST_MIME])


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


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
    data = _decoded(found[2]) if found else None
    if found is None or data is None:
        return Unshown(kind, len(html.encode()), beside_text=has_text)
    mime = found[1].lower()
    address = album.keep(_MEDIA_SUFFIXES.get(mime, ".bin"), data)
    return Unshown(kind, len(data), address, mime, beside_text=has_text)


def is_visible(safe: str) -> bool:
    """Whether a reader sees anything of the HTML."""
    return bool(_TAG.sub("", safe).strip()) or _PICTURE.search(safe) is not None
