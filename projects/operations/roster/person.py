"""One row of a roster as a person, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from projects import text_limits
from projects.enums import Language

ADDRESS_LENGTH = 254


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


def person(
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
            _("This is not an e-mail address.")
            if email
            else _("The address is missing.")
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
