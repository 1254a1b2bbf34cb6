"""Which other cohort stands beside this one: one that the reader leads, too."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from projects.models import Cohort
from projects.web.parts.people import signed_in

WITH = "with"


class CompareForm(forms.Form):
    """Which other cohort stands beside this one; what makes no sense is as if it were not there."""

    def __init__(self, given: Mapping[str, Any], others: list[Cohort]) -> None:
        super().__init__(given)
        self._others = {one.slug: one for one in others}
        choices = [(one.slug, one.title) for one in others]
        self.fields[WITH] = forms.ChoiceField(
            label=_("Compare with"),
            required=False,
            choices=[("", _("No other cohort")), *choices],
        )
        self.is_valid()

    def other(self) -> Cohort | None:
        return self._others.get(self.cleaned_data.get(WITH, ""))


def compare_form(request: HttpRequest, cohort: Cohort) -> CompareForm:
    others = Cohort.objects.led_by(signed_in(request)).exclude(pk=cohort.pk)
    return CompareForm(request.GET, list(others.distinct()))
