"""Form fields that several rooms share."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from projects import text_limits, zones


class PlainTextarea(forms.Textarea):
    """As Django's, which renders two templates for each: the workspace has one for each criterion."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: Mapping[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        attributes = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        text = self.format_value(value) or ""
        return format_html("<textarea{}>\n{}</textarea>", flatatt(attributes), text)


class WordsField(forms.CharField):
    """Several lines of text with the house's limits and sentences."""

    def __init__(
        self, *, max_length: int, rows: int, placeholder: Any = "", **options: Any
    ) -> None:
        attributes = {
            "rows": rows,
            **({"placeholder": placeholder} if placeholder else {}),
        }
        options.setdefault("widget", PlainTextarea(attrs=attributes))
        said = {
            "max_length": text_limits.TOO_LONG,
            "null_characters_not_allowed": text_limits.UNSTORABLE,
        }
        options["error_messages"] = said | options.get("error_messages", {})
        super().__init__(max_length=max_length, **options)


class LongSelect(forms.Select):
    """For hundreds of options, such as zones: Django renders two templates for each of them."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: Mapping[str, Any] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        chosen = set(self.format_value(value))
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected" if key in chosen else ""), label)  # noqa: S308 - ours
                for key, label in self.choices
            ),
        )
        attributes = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>\n{}\n</select>", flatatt(attributes), options)


class TimeZoneField(forms.ChoiceField):
    """One of those that `projects.zones` offers; with `empty_label`, or none."""

    def __init__(self, *, empty_label: Any = None, **options: Any) -> None:
        usual = {"required": empty_label is None, "widget": LongSelect}
        super().__init__(**{**usual, **options})
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
