"""A roster as spreadsheets write it: bytes in, lines with their errors out. Knows no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext as _

from projects.enums import Language
from projects.operations.roster.person import Person, person
from projects.operations.roster.rows import refused, rows_of, text_of

MOST_BYTES = 4 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_SHOWN = 120  # signs of the first line that an error tells


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


@dataclass(frozen=True)
class Read:
    people: list[Person]
    ignored: list[str]  # columns that nobody asked for


def read(data: bytes, default: Language) -> Read:
    """Raises `Incomplete` for a file that cannot be read as a whole."""
    if len(data) > MOST_BYTES:
        raise refused(
            _("The file is too large: %(n)s MB are the most.")
            % {"n": MOST_BYTES // 1024 // 1024}
        )
    rows = rows_of(text_of(data))
    head = next(rows, None)
    if head is None:
        raise refused(_("The file is empty."))
    places = _places(head[1])
    ignored = [
        cell.strip()
        for place, cell in enumerate(head[1])
        if cell.strip() and place not in places.values()
    ]
    people: list[Person] = []
    for line, cells in rows:
        if len(people) >= MOST_ROWS:
            raise refused(
                _("The file has too many rows: %(n)s are the most. Divide it.")
                % {"n": MOST_ROWS}
            )
        people.append(person(line, cells, len(head[1]), places, default))
    if not people:
        raise refused(_("The file has a header line and no rows."))
    return Read(people, ignored)


def _places(head: list[str]) -> dict[str, int]:
    """Which column is which."""
    if len(head) > MOST_COLUMNS:
        raise refused(_("The first line has too many columns."))
    places: dict[str, int] = {}
    for place, cell in enumerate(head):
        word = cell.strip().lower()
        for column, names in COLUMNS.items():
            if word not in names:
                continue
            if column in places:
                raise refused(
                    _("The column “%(column)s” is there twice.") % {"column": column}
                )
            places[column] = place
    for column in ("email", "name"):
        if column not in places:
            raise refused(
                _(
                    "The column “%(column)s” is missing. The first line names the columns; here it reads: %(line)s"
                )
                % {"column": column, "line": _shown(head)}
            )
    return places


def _shown(head: list[str]) -> str:
    """So that a wrong separator, or a file without a head, is seen at once."""
    line = " | ".join(cell.strip() for cell in head)
    return line if len(line) <= MOST_SHOWN else f"{line[:MOST_SHOWN]}…"
