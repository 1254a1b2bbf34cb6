"""A plot as data: what a page draws, shows as a table, and gives as a file for spreadsheets.

`templates/components/plot.html` is its page; `static/js/plots.js` draws what the table says.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Words = str | Promise
PERCENT = "%"


@dataclass(frozen=True)
class Series:
    """`colour` is one of the four of the charts; `dashed` lines are those compared with."""

    name: Words
    colour: int
    dashed: bool = False


@dataclass(frozen=True)
class Value:
    """What is drawn; `count` is what a share was made from."""

    number: float | None
    count: int | None = None


@dataclass(frozen=True)
class Mark:
    """A moment on the axis: weeks from 1."""

    at: float
    name: Words


@dataclass(frozen=True)
class Row:
    """`note` stands in the table, beside the name."""

    name: Words
    values: Sequence[Value]
    note: Words = ""


@dataclass(frozen=True)
class Plot:
    slug: str
    title: Words
    x: Words
    y: Words
    series: Sequence[Series]
    rows: Sequence[Row]
    kind: str = "line"  # or "bar"
    unit: str = ""
    note: Words = ""
    marks: Sequence[Mark] = field(default=())

    @property
    def is_empty(self) -> bool:
        return not any(value.number for row in self.rows for value in row.values)

    def drawn_marks(self) -> str:
        """For the script."""
        return json.dumps([{"at": one.at, "name": str(one.name)} for one in self.marks])

    def head(self) -> list[object]:
        """Of the file: shares stand beside what they are shares of."""
        names: list[object] = [str(self.x)]
        for one in self.series:
            if self.unit == PERCENT:
                names.append(_("%(what)s, students") % {"what": one.name})
                names.append(_("%(what)s, percent") % {"what": one.name})
            else:
                names.append(str(one.name))
        return names

    def cells(self) -> Iterator[list[object]]:
        for row in self.rows:
            cells: list[object] = [str(row.name)]
            for value in row.values:
                if self.unit == PERCENT:
                    cells.append(value.count)
                cells.append(value.number)
            yield cells


def share(count: int, of: int) -> Value:
    return Value(round(100 * count / of, 1) if of else None, count)
