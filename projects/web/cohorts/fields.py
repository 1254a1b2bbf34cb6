"""Dates and times as they are typed: of the cohort's clocks, without a zone."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from projects import text_limits
from projects.web.parts.fields import WordsField
from projects.web.parts.reasons import reason_field

YEARS = range(2000, 2200)
NO_DATE = _("This is not a valid date: write it as 2026-12-24.")
NO_TIME = _("This is not a valid time: write it as 2026-12-24 18:00.")


class DayField(forms.DateField):
    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        said = {"invalid": NO_DATE}
        super().__init__(widget=widget, error_messages=said, **options)

    def to_python(self, value: Any) -> date | None:
        found = super().to_python(value)
        if found is not None and found.year not in YEARS:
            raise forms.ValidationError(NO_DATE)
        return found


class ClockField(forms.Field):
    """What a clock shows, to the minute."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(
            attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        )
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values or isinstance(value, datetime):
            return value or None
        try:
            found = datetime.fromisoformat(str(value).strip())
        except ValueError:
            raise forms.ValidationError(NO_TIME) from None
        if found.tzinfo is not None or found.year not in YEARS:
            raise forms.ValidationError(NO_TIME)
        return found.replace(second=0, microsecond=0)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except forms.ValidationError:
            return True


def title_field(label: Any, **options: Any) -> forms.CharField:
    """One line, with the house's limits of a name."""
    return forms.CharField(
        label=label,
        max_length=text_limits.NAME,
        validators=[text_limits.validate_name],
        **options,
    )


def link_field() -> forms.URLField:
    return forms.URLField(
        label=_("Link"),
        required=False,
        max_length=200,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )


NEEDED_IF_MOVED = _(
    "Kept with the change. Needed where it moves dates of students who are in the cohort."
)


def why_field(help_text: Any = NEEDED_IF_MOVED) -> WordsField:
    """Empty where no date of anybody moves: the verb says when it is needed."""
    return reason_field(most=text_limits.CERTIFYING, needed=False, help_text=help_text)
