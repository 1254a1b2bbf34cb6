"""What a pack shows of a training to the people who look at it, as plain data.

`training.drive` may return exhibits under the key `EXHIBITS` of its figures, in the order in
which they are to be read. `laid_out` turns them into JSON, and their pictures into files.
Nothing here decides a verdict. The student sees all of it, so that no hidden input and no
answer that is still to be given may be among it.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from PIL import Image

from workers.contract import Text

EXHIBITS = "exhibits"  # the key in a training's figures
MOST_PICTURES = 64  # of one training


@dataclass(frozen=True)
class Measure:
    label: Text
    value: str  # as it is to be read, with its unit
    meaning: Text | None = None  # what it should be, or how to read it
    doubtful: bool = False  # a calibrated warning: somebody should look


@dataclass(frozen=True)
class Measures:
    """Named numbers."""

    title: Text
    rows: Sequence[Measure]
    kind: str = "measures"


@dataclass(frozen=True)
class Matrix:
    """Rows against columns: a confusion matrix (counts), attention (0 to 1)."""

    title: Text
    row_label: Text  # what the rows are, "true class"
    column_label: Text
    rows: Sequence[str]
    columns: Sequence[str]
    values: Sequence[Sequence[float]]  # len(rows) × len(columns), not negative
    note: Text | None = None
    kind: str = "matrix"


@dataclass(frozen=True)
class Table:
    """Short texts side by side: translations beside references."""

    title: Text
    columns: Sequence[Text]
    rows: Sequence[Sequence[str]]
    note: Text | None = None
    kind: str = "table"


@dataclass(frozen=True)
class Passage:
    """Text that the student's model wrote. Line breaks are kept."""

    title: Text
    text: str
    note: Text | None = None
    kind: str = "passage"


@dataclass(frozen=True)
class Picture:
    pixels: np.ndarray  # uint8, (height, width) or (height, width, 3)
    caption: Text


@dataclass(frozen=True)
class Pictures:
    """Pictures in a row or grid: example mistakes, sample grids through training."""

    title: Text
    pictures: Sequence[Picture]
    note: Text | None = None
    kind: str = "pictures"


Exhibit = Measures | Matrix | Table | Passage | Pictures


def montage(images: np.ndarray, columns: int) -> np.ndarray:
    """Images side by side in one: (n, height, width[, 3]) uint8 to one picture, row by row."""
    rows = -(-len(images) // columns)
    blank = np.zeros((rows * columns - len(images), *images.shape[1:]), images.dtype)
    cells = np.concatenate([images, blank])
    height, width = images.shape[1:3]
    grid = cells.reshape(rows, columns, height, width, *images.shape[3:])
    return grid.swapaxes(1, 2).reshape(
        rows * height, columns * width, *images.shape[3:]
    )


def laid_out(
    exhibits: Sequence[Exhibit],
) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """As JSON, in which a picture is the name of a file, and those files (PNG) by name."""
    files: dict[str, bytes] = {}
    plain: list[dict[str, Any]] = []
    for exhibit in exhibits:
        if isinstance(exhibit, Pictures):
            shown = [
                _hung(p, files) for p in exhibit.pictures if len(files) < MOST_PICTURES
            ]
            plain.append(
                {
                    "kind": exhibit.kind,
                    "title": exhibit.title,
                    "pictures": shown,
                    "note": exhibit.note,
                }
            )
        else:
            plain.append(asdict(exhibit))
    return plain, files


def _hung(picture: Picture, files: dict[str, bytes]) -> Mapping[str, Any]:
    name = f"picture-{len(files) + 1}.png"
    files[name] = png(picture.pixels)
    height, width = picture.pixels.shape[:2]
    return {"file": name, "caption": picture.caption, "width": width, "height": height}


def png(pixels: np.ndarray) -> bytes:
    """uint8, (height, width) or (height, width, 3)."""
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(file, "PNG", optimize=True)
    return file.getvalue()
