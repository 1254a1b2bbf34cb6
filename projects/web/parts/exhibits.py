"""What a training shows (`protocol.exhibits`), laid out for pages of students and reviewers.

Our own worker wrote the data, and students' models what is in them: everything has an end here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.enums import RunState
from projects.models import Run, Submission, localized
from protocol import exhibit_json, exhibits
from protocol.artifacts import picture_number
from protocol.exhibits import EXHIBITS

MOST_EXHIBITS = 40
MOST_ROWS = 60  # of measures and tables
MOST_COLUMNS = 12  # of tables
MOST_SIDE = 40  # rows or columns of a matrix
MOST_LABEL = 40  # characters beside a matrix
MOST_CELL = 600  # characters in a table
MOST_PASSAGE = 20_000  # characters
SHADES = 8  # classes share--1 … share--8
SMALL, SMALL_SHOWN, MEDIUM_SHOWN, LARGE_SHOWN = 72, 144, 240, 448  # of the longer side
FEW = 3  # large pictures that may be shown large: more are to be seen side by side

Address = Callable[[int], str]  # of the picture with that number


@dataclass(frozen=True)
class MeasureRow:
    label: str
    value: str
    meaning: str
    doubtful: bool


@dataclass(frozen=True)
class MatrixCell:
    words: str
    shade: int  # 0: nothing … SHADES: all of its row
    agrees: bool  # row and column have one name


@dataclass(frozen=True)
class MatrixGrid:
    row_label: str
    column_label: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[MatrixCell]]]
    has_diagonal: bool


@dataclass(frozen=True)
class TableGrid:
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class PictureFrame:
    """`width` and `height` as it is to be shown: small ones whole times larger."""

    url: str
    caption: str
    width: int
    height: int


Body = Sequence[MeasureRow] | MatrixGrid | TableGrid | str | Sequence[PictureFrame]


@dataclass(frozen=True)
class ShownExhibit:
    kind: str
    slug: str
    title: str
    body: Body
    note: str
    cut: str  # what is not shown, in words

    @property
    def template(self) -> str:
        return f"components/exhibits/{self.kind}.html"


def exhibits_of(
    run: Run | None, submission: Submission, picture: Address | None = None
) -> list[ShownExhibit]:
    """Of a run that has ended. Expects its steps prefetched.

    `picture`: where its pictures are; without it, with the submission.
    """
    if run is None or run.state != RunState.FINISHED:
        return []

    def address(picture: int) -> str:
        return reverse("projects:picture", args=[submission.uid, run.number, picture])

    found = (step.figures.get(EXHIBITS) for step in run.steps.all())
    return [one for data in found for one in laid_out(data or (), picture or address)]


def laid_out(data: Sequence[Mapping[str, Any]], address: Address) -> list[ShownExhibit]:
    """Kinds that this version of the site does not know are left out."""
    shown = []
    for number, row in enumerate(data[:MOST_EXHIBITS], 1):
        exhibit = exhibit_json.parse(row)
        if exhibit is not None:
            body, cut = _body(exhibit, address)
            note = _words(exhibit.note, MOST_CELL)
            title = _words(exhibit.title, MOST_CELL)
            slug = f"exhibit-{number}"
            shown.append(ShownExhibit(exhibit.kind, slug, title, body, note, cut))
    return shown


def _body(exhibit: exhibits.Exhibit, address: Address) -> tuple[Body, str]:
    """What is shown, and in words what of it is not."""
    match exhibit:
        case exhibits.Measures():
            return _measures(exhibit)
        case exhibits.Matrix():
            return _matrix(exhibit)
        case exhibits.Table():
            return _table(exhibit)
        case exhibits.Passage():
            return _passage(exhibit)
        case exhibits.Pictures():
            return _pictures(exhibit, address), ""


def _measures(exhibit: exhibits.Measures) -> tuple[Body, str]:
    body = [
        MeasureRow(
            _words(row.label, MOST_CELL),
            _words(row.value, MOST_CELL),
            _words(row.meaning, MOST_CELL),
            bool(row.doubtful),
        )
        for row in exhibit.rows[:MOST_ROWS]
    ]
    return body, _first_of(MOST_ROWS, len(exhibit.rows))


def _matrix(exhibit: exhibits.Matrix) -> tuple[Body, str]:
    names = [_words(name, MOST_LABEL) for name in exhibit.rows[:MOST_SIDE]]
    columns = [_words(name, MOST_LABEL) for name in exhibit.columns[:MOST_SIDE]]
    values = [row[:MOST_SIDE] for row in exhibit.values[:MOST_SIDE]]
    digits = _digits(values)
    has_diagonal = names == columns
    rows = [
        (name, _cells(row, digits=digits, own=number if has_diagonal else None))
        for number, (name, row) in enumerate(zip(names, values, strict=False))
    ]
    body = MatrixGrid(
        _words(exhibit.row_label, MOST_CELL),
        _words(exhibit.column_label, MOST_CELL),
        columns,
        rows,
        has_diagonal,
    )
    longer = max(len(exhibit.rows), len(exhibit.columns))
    return body, _first_of(MOST_SIDE, longer)


def _digits(values: Sequence[Sequence[float | None]]) -> int:
    """Places after the point: none where all are counts."""
    whole = all(float(one or 0).is_integer() for row in values for one in row)
    return 0 if whole else 2


def _cells(
    values: Sequence[float | None], *, digits: int, own: int | None
) -> list[MatrixCell]:
    """A value that is no number (it is None then) has no share of its row.

    What rounds to nothing looks like nothing: a matrix of 0.00 among 0 is hard to read.
    """
    rounded = [None if value is None else round(value, digits) for value in values]
    total = sum(value or 0 for value in rounded)
    return [
        MatrixCell(
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


def _table(exhibit: exhibits.Table) -> tuple[Body, str]:
    columns = [_words(text, MOST_CELL) for text in exhibit.columns[:MOST_COLUMNS]]
    rows = [
        [_words(cell, MOST_CELL) for cell in row[:MOST_COLUMNS]]
        for row in exhibit.rows[:MOST_ROWS]
    ]
    return TableGrid(columns, rows), _first_of(MOST_ROWS, len(exhibit.rows))


def _passage(exhibit: exhibits.Passage) -> tuple[Body, str]:
    if len(exhibit.text) <= MOST_PASSAGE:
        return exhibit.text, ""
    told = {"n": f"{MOST_PASSAGE:,}"}
    return exhibit.text[:MOST_PASSAGE], _(
        "The first %(n)s characters are shown."
    ) % told


def _pictures(exhibit: exhibits.Pictures, address: Address) -> list[PictureFrame]:
    """Files that no run makes are left out."""
    large = LARGE_SHOWN if len(exhibit.pictures) <= FEW else MEDIUM_SHOWN
    frames = []
    for picture in exhibit.pictures:
        number = picture_number(picture.file)
        if number is not None:
            width, height = _enlarged(picture.width, picture.height, large)
            caption = _words(picture.caption, MOST_CELL)
            frames.append(PictureFrame(address(number), caption, width, height))
    return frames


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
