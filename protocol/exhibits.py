"""Exhibits: the tables, texts and pictures that a pack shows of a training.

`training.drive` returns exhibits under the key `EXHIBITS` of its figures, in reading order.
`laid_out` turns them into JSON and their pictures into files of the run; `parse` reads the JSON for
a page. Exhibits decide no verdict. The student sees all of them, so they must contain no hidden
inputs and no solutions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from protocol.texts import Text

EXHIBITS = "exhibits"  # the key in a training's figures


MOST_PICTURE_BYTES = 16 * 1024 * 1024  # of all of them together


@dataclass(frozen=True)
class Measure:
    label: Text
    value: str  # as text, with its unit
    meaning: Text | None = None  # what it should be, or how to read it
    doubtful: bool = False  # a calibrated warning that a person should look at it


@dataclass(frozen=True)
class Measures:
    """Named numbers."""

    title: Text
    rows: Sequence[Measure]
    note: Text | None = None
    kind: str = "measures"


@dataclass(frozen=True)
class Matrix:
    """Rows against columns: a confusion matrix (counts), attention (0 to 1)."""

    title: Text
    row_label: Text  # what the rows stand for, such as "true class"
    column_label: Text
    rows: Sequence[str]
    columns: Sequence[str]
    values: Sequence[Sequence[float | None]]  # len(rows) × len(columns), not negative
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
    """Text that the student's model generated. Line breaks are kept."""

    title: Text
    text: str
    note: Text | None = None
    kind: str = "passage"


@dataclass(frozen=True)
class Picture:
    """A PNG. Its bytes are stored as a file of the run; the JSON holds only the file's name."""

    caption: Text
    width: int  # pixels
    height: int
    png: bytes = b""  # empty after `parse`
    file: str = ""  # set by `laid_out`


@dataclass(frozen=True)
class Pictures:
    """Pictures in a row or grid: example mistakes, sample grids through training."""

    title: Text
    pictures: Sequence[Picture]
    note: Text | None = None
    kind: str = "pictures"


Exhibit = Measures | Matrix | Table | Passage | Pictures


def picture_bytes(exhibits: Sequence[Exhibit]) -> int:
    """What the pictures would take on the disk."""
    shown = [one for one in exhibits if isinstance(one, Pictures)]
    return sum(len(picture.png) for one in shown for picture in one.pictures)
