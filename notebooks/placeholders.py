"""Outputs that a page without scripts cannot show, by their type; their bytes become downloads."""

from collections.abc import Mapping

from notebooks.album import Album
from notebooks.images import KINDS, from_base64
from notebooks.unshown import Kind, Unshown

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
    ("image/", Kind.OTHER, ".bin"),
)
# Shown only if the output has nothing better.
_LAST_TYPES: tuple[tuple[str, Kind, str], ...] = (
    ("application/javascript", Kind.SCRIPT, ".js.txt"),
    ("text/javascript", Kind.SCRIPT, ".js.txt"),
)
_SHOWN = frozenset({"text/html", "text/markdown", "text/latex"})
MEDIA_SUFFIXES = {
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
            if mime.lower().startswith(beginning) and mime.lower() not in KINDS:
                known = suffix or MEDIA_SUFFIXES.get(mime.lower(), ".bin")
                return _kept(kind, mime, text, known, album)
    return None


def _kept(kind: Kind, mime: str, text: str, suffix: str, album: Album) -> Unshown:
    data = text.encode()
    if suffix in _ENCODED:
        decoded = from_base64(text)
        data, suffix = (data, ".bin") if decoded is None else (decoded, suffix)
    return Unshown(kind, len(data), album.keep(suffix, data), mime[:_LONGEST_MIME])
