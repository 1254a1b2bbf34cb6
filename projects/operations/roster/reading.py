"""A roster as spreadsheets write it: bytes in, lines with their errors out. Knows no database."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from projects import text_limits
from projects.enums import Language
from projects.errors import Incomplete

MOST_BYTES = 4 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
ADDRESS_LENGTH = 254
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SNIFFED = 1000  # bytes that tell UTF-16 without a mark

COLUMNS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "email": frozenset(
            {"email", "e-mail", "mail", "e-mail address", "email address"}
            | {"メール", "メールアドレス", "eメール"}
        ),
        "name": frozenset({"name", "full name", "氏名", "名前", "お名前"}),
        "language": frozenset({"language", "lang", "言語"}),
    }
)
_LANGUAGES: Mapping[str, Language] = MappingProxyType(
    dict.fromkeys(("en", "english", "英語"), Language.ENGLISH)
    | dict.fromkeys(("ja", "jp", "japanese", "日本語"), Language.JAPANESE)
)


@dataclass(frozen=True)
class Person:
    """One row; `error` says what is wrong with it, and is empty where nothing is."""

    line: int  # in the file, where the row begins
    email: str = ""
    name: str = ""
    language: str = ""
    error: str = ""


@dataclass(frozen=True)
class Read:
    people: list[Person]
    ignored: list[str]  # columns that nobody asked for


def read(data: bytes, default: Language) -> Read:
    """Raises `Incomplete` for a file that cannot be read as a whole."""
    if len(data) > MOST_BYTES:
        raise _refused(
            _("The file is too large: %(n)s MB are the most.")
            % {"n": MOST_BYTES // 1024 // 1024}
        )
    rows = _rows(_text(data))
    head = next(rows, None)
    if head is None:
        raise _refused(_("The file is empty."))
    places = _places(head[1])
    ignored = [
        cell.strip()
        for place, cell in enumerate(head[1])
        if cell.strip() and place not in places.values()
    ]
    people: list[Person] = []
    for line, cells in rows:
        if len(people) >= MOST_ROWS:
            raise _refused(
                _("The file has too many rows: %(n)s are the most. Divide it.")
                % {"n": MOST_ROWS}
            )
        people.append(_person(line, cells, len(head[1]), places, default))
    if not people:
        raise _refused(_("The file has a head and no rows."))
    return Read(people, ignored)


def _refused(words: str | Promise) -> Incomplete:
    return Incomplete(words, field="file")


def _text(data: bytes) -> str:
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
        raise _refused(
            _("This is no text that we can read: save it as CSV in UTF-8.")
        ) from error


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each with the number of the line where it begins; empty ones are left out."""
    if "\0" in text:
        raise _refused(text_limits.UNSTORABLE)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    # newline="": a line break in quotes stays as it is.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise _refused(
                _("Line %(line)s cannot be read: a quotation mark is open or astray.")
                % {"line": begins}
            ) from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1


def _places(head: list[str]) -> dict[str, int]:
    """Which column is which."""
    if len(head) > MOST_COLUMNS:
        raise _refused(_("The first line has too many columns."))
    places: dict[str, int] = {}
    for place, cell in enumerate(head):
        word = cell.strip().lower()
        for column, names in COLUMNS.items():
            if word not in names:
                continue
            if column in places:
                raise _refused(
                    _("The column “%(column)s” is there twice.") % {"column": column}
                )
            places[column] = place
    for column in ("email", "name"):
        if column not in places:
            raise _refused(
                _(
                    "The column “%(column)s” is missing: the first line names the columns."
                )
                % {"column": column}
            )
    return places


def _person(
    line: int,
    cells: list[str],
    width: int,
    places: Mapping[str, int],
    default: Language,
) -> Person:
    if len(cells) > width:
        return Person(line, error=_("This row has more cells than the first line."))
    given = {
        column: cells[place].strip() if place < len(cells) else ""
        for column, place in places.items()
    }
    email, name = given["email"].lower(), given["name"]
    language = _LANGUAGES.get(given.get("language", "").lower())
    if not given.get("language"):
        language = default
    shown = {
        "email": email[:ADDRESS_LENGTH],
        "name": name[: text_limits.NAME],
        "language": language or "",
    }
    return Person(line, **shown, error=_error(email, name, language))


def _error(email: str, name: str, language: Language | None) -> str:
    if not _is_address(email):
        return (
            _("This is no e-mail address.") if email else _("The address is missing.")
        )
    if not name:
        return _("The name is missing.")
    if len(name) > text_limits.NAME:
        counts = {"limit_value": text_limits.NAME, "show_value": len(name)}
        return str(text_limits.TOO_LONG) % counts
    if not text_limits.is_name(name):
        return str(text_limits.UNREADABLE_NAME)
    if language is None:
        return _("The language is not one of ours: en or ja.")
    return ""


def _is_address(email: str) -> bool:
    if len(email) > ADDRESS_LENGTH:
        return False
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True
