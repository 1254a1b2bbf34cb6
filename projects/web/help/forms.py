"""The shapes of what is typed on the pages of who needs help."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects import text_limits
from projects.enums import HelpKind
from projects.models import Cohort, Project
from projects.operations.help_lists import RuleSetting
from projects.queries.help.listing import HelpFilters
from projects.queries.help.rules import MEANINGS, Rule
from projects.web.parts.fields import set_choices
from projects.zones import moment, zone_named

DAYS = "days_after_writing"
LONGEST = 60  # days that a lead waits after writing


class FilterForm(forms.Form):
    """Everything may be empty, and what makes no sense is as if it were."""

    rule = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)
    project = forms.ChoiceField(label=gettext_lazy("Project"), required=False)
    aside = forms.ChoiceField(label=gettext_lazy("Shown"), required=False)

    def __init__(self, data: Mapping[str, Any], projects: list[Project]) -> None:
        super().__init__(data)
        choices: dict[str, list[tuple[str, Any]]] = {
            "rule": [("", _("All")), *HelpKind.choices],
            "project": [
                ("", _("All")),
                *((one.slug, one.title) for one in projects),
            ],
            "aside": [("", _("Who is to be looked at")), ("yes", _("Set aside"))],
        }
        set_choices(self, **choices)

    def asked(self) -> dict[str, str]:
        """By name, without what is empty."""
        self.is_valid()
        given = {name: self.cleaned_data.get(name, "") for name in self.fields}
        return {name: value for name, value in given.items() if value}

    def filters(self) -> HelpFilters:
        return HelpFilters(**self.asked())


class RulesForm(forms.Form):
    """Each rule with its switch and its number."""

    def __init__(
        self,
        rules: Mapping[HelpKind, Rule],
        days: int,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data)
        for kind, rule in rules.items():
            meaning = MEANINGS[kind]
            self.fields[f"{kind}-on"] = forms.BooleanField(
                label=kind.label, required=False, initial=rule.is_on
            )
            self.fields[f"{kind}-number"] = forms.IntegerField(
                label=str(rule.asks),
                initial=rule.number,
                min_value=meaning.least,
                max_value=meaning.most,
            )
        self.fields[DAYS] = forms.IntegerField(
            label=_("Days to wait after somebody wrote"),
            help_text=_(
                "If nothing changed by then, the student is on the list again."
            ),
            initial=days,
            min_value=1,
            max_value=LONGEST,
        )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Switch and number, rule by rule."""
        return [(self[f"{kind}-on"], self[f"{kind}-number"]) for kind in MEANINGS]

    def settings(self) -> dict[HelpKind, RuleSetting]:
        given = self.cleaned_data
        return {
            kind: RuleSetting(given[f"{kind}-on"], given[f"{kind}-number"])
            for kind in MEANINGS
        }


class MarkForm(forms.Form):
    """Until when somebody is set aside, and why."""

    until = forms.DateField(
        label=gettext_lazy("Set aside until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("A short note for other leads"),
        required=False,
        max_length=text_limits.MARK,
    )

    def until_in(self, cohort: Cohort) -> datetime:
        """The beginning of that day where the cohort is; without a day the past."""
        day = self.cleaned_data["until"]
        if day is None:
            return datetime.min.replace(tzinfo=UTC)
        return moment(datetime.combine(day, time()), zone_named(cohort.time_zone))
