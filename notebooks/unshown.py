"""What a page without scripts cannot show of an output, by kind."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    CHART = "chart"  # Plotly, Vega, Bokeh: drawn by a script
    VIDEO = "video"
    AUDIO = "audio"
    WIDGET = "widget"
    SCRIPT = "script"
    FRAME = "frame"  # another page within the page
    PDF = "pdf"
    PICTURE = "picture"  # elsewhere, or of a type that no page shows
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
