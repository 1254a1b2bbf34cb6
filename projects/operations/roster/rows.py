"""The rows of a file as spreadsheets write it."""

import codecs
import csv
import io
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from projects import text_limits
from projects.errors import Incomplete

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SNIFFED = 1000  # bytes that tell UTF-16 without a mark


def refused(words: str | Promise) -> Incomplete:
    return Incomplete(words, field="file")


def text_of(data: bytes) -> str:
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _decoded(data, name)
    if b"\0" in data[:_SNIFFED]:
        return _decoded(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "cp932")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise refused(
            _("This file cannot be read as text: save it as CSV in UTF-8.")
        ) from error


def rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each with the number of the line where it begins; empty ones are left out."""
    if "\0" in text:
        raise refused(text_limits.UNSTORABLE)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    # newline="": a line break in quotes stays as it is.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise refused(
                _(
                    "Line %(line)s cannot be read: a quotation mark is missing or misplaced."
                )
                % {"line": begins}
            ) from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1
