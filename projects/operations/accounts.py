"""What a person changes of their own account."""

from django.db import transaction

from projects import text_limits
from projects.errors import Incomplete
from projects.models import User


@transaction.atomic
def set_profile(
    *, by: User, name: str, language: str, theme: str, time_zone: str = ""
) -> None:
    """`time_zone` empty: that of the person's cohort."""
    name = text_limits.fitting(name, text_limits.NAME, "name")
    if not text_limits.is_name(name):
        raise Incomplete(text_limits.UNREADABLE_NAME, field="name")
    by.name, by.language, by.theme, by.time_zone = name, language, theme, time_zone
    by.save(update_fields=["name", "language", "theme", "time_zone"])


@transaction.atomic
def set_preferences(*, by: User, language: str = "", theme: str = "") -> None:
    """Changes what is given and leaves the rest."""
    by.language = language or by.language
    by.theme = theme or by.theme
    by.save(update_fields=["language", "theme"])
