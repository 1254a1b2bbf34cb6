"""What a training shows (`workers.exhibits`), laid out for the pages of students and reviewers.

Our own worker wrote the data, and students' models what is in them: everything has an end here.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.enums import RunState
from projects.models import Run, Submission, localized

IN_FIGURES = "exhibits"  # the key in a step's figures
MOST_EXHIBITS = 40
MOST_ROWS = 60  # of measures and tables
MOST_COLUMNS = 12  # of tables
MOST_SIDE = 40  # rows or columns of a matrix
MOST_LABEL = 40  # characters beside a matrix
MOST_CELL = 600  # characters in a table
MOST_PASSAGE = 20_000  # characters
SHADES = 8  # classes share--1 … share--8
PICTURE = re.compile(r"picture-([1-9][0-9]{0,3})\.png")
SMALL, SMALL_SHOWN, MEDIUM_SHOWN, LARGE_SHOWN = 72, 144, 240, 448  # of the longer side
FEW = 3  # large pictures that may be shown large: more are to be seen side by side

Plain = Mapping[str, Any]
Address = Callable[[int], str]  # of the picture with that number


@dataclass(frozen=True)
class Measure:
    label: str
    value: str
    meaning: str
    doubtful: bool


@dataclass(frozen=True)
class Cell:
    words: str
    shade: int  # 0: nothing … SHADES: all of its row
    agrees: bool  # row and column have one name


@dataclass(frozen=True)
class Matrix:
    row_label: str
    column_label: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    has_diagonal: bool


@dataclass(frozen=True)
class Table:
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Picture:
    """`width` and `height` as it is to be shown: small ones whole times larger."""

    url: str
    caption: str
    width: int
    height: int


Body = Sequence[Measure] | Matrix | Table | str | Sequence[Picture]


@dataclass(frozen=True)
class Exhibit:
    kind: str
    slug: str
    title: str
    body: Body
    note: str
    cut: str  # what is not shown, in words

    @property
    def template(self) -> str:
        return f"components/exhibits/{self.kind}.html"


def exhibits_of(run: Run | None, submission: Submission) -> list[Exhibit]:
    """Of a run that has ended. Expects its steps prefetched."""
    if run is None or run.state != RunState.FINISHED:
        return []

    def address(picture: int) -> str:
        return reverse("projects:picture", args=[submission.uid, run.number, picture])

    found = (step.figures.get(IN_FIGURES) for step in run.steps.all())
    return [one for plain in found for one in laid_out(plain or (), address)]


def laid_out(plain: Sequence[Plain], address: Address) -> list[Exhibit]:
    """Kinds that this version of the site does not know are left out."""
    shown = []
    for number, exhibit in enumerate(plain[:MOST_EXHIBITS], 1):
        kind = exhibit.get("kind", "")
        if kind in BODIES:
            body, cut = BODIES[kind](exhibit, address)
            note = _words(exhibit.get("note"), MOST_CELL)
            title = _words(exhibit.get("title"), MOST_CELL)
            slug = f"exhibit-{number}"
            shown.append(Exhibit(kind, slug, title, body, note, cut))
    return shown


def _measures(exhibit: Plain, address: Address) -> tuple[Body, str]:
    rows = exhibit["rows"]
    body = [
        Measure(
            _words(row["label"], MOST_CELL),
            _words(row["value"], MOST_CELL),
            _words(row.get("meaning"), MOST_CELL),
            bool(row.get("doubtful")),
        )
        for row in rows[:MOST_ROWS]
    ]
    return body, _first_of(MOST_ROWS, len(rows))


def _matrix(exhibit: Plain, address: Address) -> tuple[Body, str]:
    names = [_words(name, MOST_LABEL) for name in exhibit["rows"][:MOST_SIDE]]
    columns = [_words(name, MOST_LABEL) for name in exhibit["columns"][:MOST_SIDE]]
    values = [row[:MOST_SIDE] for row in exhibit["values"][:MOST_SIDE]]
    digits = _digits(values)
    has_diagonal = names == columns
    rows = [
        (name, _cells(row, digits=digits, own=number if has_diagonal else None))
        for number, (name, row) in enumerate(zip(names, values, strict=False))
    ]
    body = Matrix(
        _words(exhibit["row_label"], MOST_CELL),
        _words(exhibit["column_label"], MOST_CELL),
        columns,
        rows,
        has_diagonal,
    )
    longer = max(len(exhibit["rows"]), len(exhibit["columns"]))
    return body, _first_of(MOST_SIDE, longer)


def _digits(values: Sequence[Sequence[float | None]]) -> int:
    """Places after the point: none where all are counts."""
    whole = all(float(one or 0).is_integer() for row in values for one in row)
    return 0 if whole else 2


def _cells(
    values: Sequence[float | None], *, digits: int, own: int | None
) -> list[Cell]:
    """A value that is no number (it is None then) has no share of its row.

    What rounds to nothing looks like nothing: a matrix of 0.00 among 0 is hard to read.
    """
    rounded = [None if value is None else round(value, digits) for value in values]
    total = sum(value or 0 for value in rounded)
    return [
        Cell(
            words=_number(value, digits),
            shade=_shade(value or 0, total),
            agrees=place == own,
        )
        for place, value in enumerate(rounded)
    ]


def _shade(value: float, total: float) -> int:
    """What is told as more than nothing is never without a shade."""
    if value <= 0 or total <= 0:
        return 0
    return min(SHADES, max(1, round(SHADES * value / total)))


def _number(value: float | None, digits: int) -> str:
    if value is None:
        return "–"
    return f"{value:.{digits}f}" if value else "0"


def _table(exhibit: Plain, address: Address) -> tuple[Body, str]:
    rows = exhibit["rows"]
    columns = [_words(text, MOST_CELL) for text in exhibit["columns"][:MOST_COLUMNS]]
    body = Table(
        columns,
        [
            [_words(cell, MOST_CELL) for cell in row[:MOST_COLUMNS]]
            for row in rows[:MOST_ROWS]
        ],
    )
    return body, _first_of(MOST_ROWS, len(rows))


def _passage(exhibit: Plain, address: Address) -> tuple[Body, str]:
    text = str(exhibit["text"])
    if len(text) <= MOST_PASSAGE:
        return text, ""
    told = {"n": f"{MOST_PASSAGE:,}"}
    return text[:MOST_PASSAGE], _("The first %(n)s characters are shown.") % told


def _pictures(exhibit: Plain, address: Address) -> tuple[Body, str]:
    body = []
    pictures = exhibit["pictures"]
    large = LARGE_SHOWN if len(pictures) <= FEW else MEDIUM_SHOWN
    for one in pictures:
        name = PICTURE.fullmatch(str(one["file"]))
        if name is not None:
            width, height = _enlarged(int(one["width"]), int(one["height"]), large)
            caption = _words(one["caption"], MOST_CELL)
            body.append(Picture(address(int(name[1])), caption, width, height))
    return body, ""


def _enlarged(width: int, height: int, large: int) -> tuple[int, int]:
    """By a whole number, so that each of its pixels stays a square."""
    side = max(width, height, 1)
    times = max(1, (SMALL_SHOWN if side <= SMALL else large) // side)
    return times * width, times * height


def _first_of(most: int, there: int) -> str:
    if there <= most:
        return ""
    return _("The first %(n)s of %(all)s are shown.") % {"n": most, "all": there}


def _words(text: object, most: int) -> str:
    """A text by language in the reader's, or plain words; the rest of long ones is cut."""
    words = localized(text) if isinstance(text, Mapping) else str(text or "")
    return words if len(words) <= most else f"{words[: most - 1]}…"


BODIES: Mapping[str, Callable[[Plain, Address], tuple[Body, str]]] = {
    "measures": _measures,
    "matrix": _matrix,
    "table": _table,
    "passage": _passage,
    "pictures": _pictures,
}
