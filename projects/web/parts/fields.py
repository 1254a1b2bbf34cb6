"""Form fields that several rooms share."""

from typing import Any

from django import forms

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
