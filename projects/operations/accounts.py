"""What a person changes of their own account."""

from django.db import transaction

from projects import text_limits
from projects.errors import Incomplete
from projects.models import User


@transaction.atomic
def set_profile(*, by: User, name: str, language: str, theme: str) -> None:
    name = text_limits.fitting(name, text_limits.NAME, "name")
    if not text_limits.is_name(name):
        raise Incomplete(text_limits.UNREADABLE_NAME, field="name")
    by.name, by.language, by.theme = name, language, theme
    by.save(update_fields=["name", "language", "theme"])


@transaction.atomic
def set_preferences(*, by: User, language: str = "", theme: str = "") -> None:
    """Changes what is given and leaves the rest."""
    by.language = language or by.language
    by.theme = theme or by.theme
    by.save(update_fields=["language", "theme"])
