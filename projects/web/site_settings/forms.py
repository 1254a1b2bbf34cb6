"""The form of one setting: its value, in the shape of its kind, and why it changes."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from projects import text_limits
from projects.enums import Language
from projects.site_settings import Number, Setting, Switch
from projects.site_settings.kinds import LONGEST
from projects.web.parts.fields import WordsField


class SettingForm(forms.Form):
    """`value`, or `value_LANGUAGE` for each language; and `reason`."""

    def __init__(self, setting: Setting[Any], present: Any, data: Any = None) -> None:
        super().__init__(data)
        self.setting = setting
        if isinstance(setting, Number):
            self.fields["value"] = _number(setting, present)
        elif isinstance(setting, Switch):
            self.fields["value"] = _switch(setting, present)
        else:
            for language in Language:
                self.fields[f"value_{language}"] = WordsField(
                    label=str(language.label),
                    required=False,
                    max_length=LONGEST,
                    rows=2,
                    initial=present.get(language, ""),
                )
        self.fields["reason"] = WordsField(
            label=_("Why"),
            max_length=text_limits.REASON,
            rows=2,
            error_messages={"required": _("Say why: it is kept with the change.")},
        )

    def value(self) -> Any:
        """As the operation takes it."""
        given = self.cleaned_data
        if isinstance(self.setting, Number):
            return given["value"]
        if isinstance(self.setting, Switch):
            return given["value"] == "on"
        return {language.value: given[f"value_{language}"] for language in Language}


def _number(setting: Number, present: int) -> forms.IntegerField:
    words = _("%(unit)s, from %(least)s to %(most)s")
    bounds = {"least": f"{setting.least:,}", "most": f"{setting.most:,}"}
    return forms.IntegerField(
        label=_("Value"),
        help_text=words % {"unit": setting.unit, **bounds},
        initial=present,
        error_messages={"invalid": _("This is a whole number.")},
        widget=forms.NumberInput(attrs={"min": setting.least, "max": setting.most}),
    )


def _switch(setting: Switch, present: bool) -> forms.ChoiceField:  # noqa: FBT001 - its value
    return forms.ChoiceField(
        label=str(setting.label),
        choices=[("on", setting.on), ("off", setting.off)],
        initial="on" if present else "off",
        widget=forms.RadioSelect,
    )
