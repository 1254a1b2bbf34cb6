"""Form fields that several rooms share."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from projects import text_limits, zones


class WordsField(forms.CharField):
    """Several lines of text with the house's limits and sentences."""

    def __init__(
        self, *, max_length: int, rows: int, placeholder: Any = "", **options: Any
    ) -> None:
        attributes = {
            "rows": rows,
            **({"placeholder": placeholder} if placeholder else {}),
        }
        options.setdefault("widget", forms.Textarea(attrs=attributes))
        said = {
            "max_length": text_limits.TOO_LONG,
            "null_characters_not_allowed": text_limits.UNSTORABLE,
        }
        options["error_messages"] = said | options.get("error_messages", {})
        super().__init__(max_length=max_length, **options)


class TimeZoneField(forms.ChoiceField):
    """One of those that `projects.zones` offers; with `empty_label`, or none."""

    def __init__(self, *, empty_label: Any = None, **options: Any) -> None:
        super().__init__(**{"required": empty_label is None, **options})
        empty = [("", empty_label)] if empty_label is not None else []
        self.choices = [*empty, *((name, name) for name in zones.names())]


def set_choices(form: forms.Form, **choices: Iterable[tuple[Any, Any]]) -> None:
    """Gives choice fields what there is to choose, where that is known per request only."""
    for name, given in choices.items():
        field = form.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(given)


def set_filters(form: forms.Form, **choices: Iterable[tuple[Any, Any]]) -> None:
    """`set_choices` with "All" before them, as filters have it."""
    everything = ("", _("All"))
    set_choices(form, **{name: [everything, *given] for name, given in choices.items()})
