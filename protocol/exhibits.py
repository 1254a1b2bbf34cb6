"""What a pack shows of a training to the people who look at it.

`training.drive` returns exhibits under the key `EXHIBITS` of its figures, in the order in which
they are to be read. `laid_out` turns them into JSON and their pictures into files of the run;
`parse` reads the JSON back for a page. Nothing here decides a verdict. The student sees all of
it, so that no hidden input and no answer that is still to be given may be among it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from protocol.artifacts import picture_name
from protocol.texts import Text

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
    note: Text | None = None
    kind: str = "measures"


@dataclass(frozen=True)
class Matrix:
    """Rows against columns: a confusion matrix (counts), attention (0 to 1)."""

    title: Text
    row_label: Text  # what the rows are, "true class"
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
    """Text that the student's model wrote. Line breaks are kept."""

    title: Text
    text: str
    note: Text | None = None
    kind: str = "passage"


@dataclass(frozen=True)
class Picture:
    """A PNG. Its bytes are a file of the run; in JSON stands the file's name only."""

    caption: Text
    width: int  # pixels
    height: int
    png: bytes = b""  # empty when read back
    file: str = ""  # given by `laid_out`


@dataclass(frozen=True)
class Pictures:
    """Pictures in a row or grid: example mistakes, sample grids through training."""

    title: Text
    pictures: Sequence[Picture]
    note: Text | None = None
    kind: str = "pictures"


Exhibit = Measures | Matrix | Table | Passage | Pictures


def laid_out(
    exhibits: Sequence[Exhibit],
) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """As JSON, in which a picture is the name of a file, and those files (PNG) by name."""
    files: dict[str, bytes] = {}
    data = []
    for exhibit in exhibits:
        row = asdict(exhibit)
        if isinstance(exhibit, Pictures):
            room = MOST_PICTURES - len(files)
            row["pictures"] = [_stored(one, files) for one in exhibit.pictures[:room]]
        data.append(row)
    return data, files


def _stored(picture: Picture, files: dict[str, bytes]) -> dict[str, Any]:
    name = picture_name(len(files) + 1)
    files[name] = picture.png
    row = asdict(picture)
    del row["png"]
    return {**row, "file": name}


def parse(data: Mapping[str, Any]) -> Exhibit | None:
    """None for a kind that this version does not know. Raises KeyError or TypeError."""
    maker = _PARSERS.get(str(data.get("kind", "")))
    return maker(data) if maker is not None else None


def _measures(data: Mapping[str, Any]) -> Measures:
    return Measures(**{**data, "rows": [Measure(**row) for row in data["rows"]]})


def _pictures(data: Mapping[str, Any]) -> Pictures:
    pictures = [Picture(**picture) for picture in data["pictures"]]
    return Pictures(**{**data, "pictures": pictures})


_PARSERS: Mapping[str, Callable[[Mapping[str, Any]], Exhibit]] = {
    "measures": _measures,
    "matrix": lambda data: Matrix(**data),
    "table": lambda data: Table(**data),
    "passage": lambda data: Passage(**data),
    "pictures": _pictures,
}
