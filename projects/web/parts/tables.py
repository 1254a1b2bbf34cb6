"""Tables as files for spreadsheets, which take cells that begin like one for formulas."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes Japanese for Latin letters
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutral(cell: object) -> str | int | float:
    """A text that a spreadsheet would compute becomes one that it shows."""
    if isinstance(cell, int | float):
        return cell
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def csv_file(
    name: str, head: Sequence[object], rows: Iterable[Sequence[object]]
) -> HttpResponse:
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    response.write(BYTE_ORDER_MARK)
    writer = csv.writer(response)
    writer.writerows([neutral(cell) for cell in row] for row in (head, *rows))
    return response
