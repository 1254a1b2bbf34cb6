"""The shapes of what a lead sends: what to draw, and what they say of the review."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from projects import text_limits
from projects.enums import AuditQuality
from projects.models import Project, User
from projects.models.audit_draw import MOST_AT_ONCE
from projects.queries.review_audits import Sample
from projects.web.parts.fields import WordsField, set_filters

EVER = "all"


class DrawForm(forms.Form):
    wanted = forms.IntegerField(
        label=gettext_lazy("How many"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=5,
        help_text=gettext_lazy(
            "Drawn at random, in turn of whoever was audited least. Never your own reviews or work."
        ),
    )
    project = forms.ChoiceField(label=gettext_lazy("Project"), required=False)
    reviewer = forms.ChoiceField(label=gettext_lazy("Reviewer"), required=False)
    days = forms.ChoiceField(
        label=gettext_lazy("Period"),
        required=False,
        initial="90",
        choices=[
            ("30", gettext_lazy("In the last 30 days")),
            ("90", gettext_lazy("In the last 90 days")),
            (EVER, gettext_lazy("All time")),
        ],
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        projects: Sequence[Project],
        people: Sequence[User],
    ) -> None:
        super().__init__(data)
        self.projects = {one.slug: one for one in projects}
        self.people = {str(one.pk): one for one in people}
        given = {
            "project": [(slug, one.title) for slug, one in self.projects.items()],
            "reviewer": [(pk, str(one)) for pk, one in self.people.items()],
        }
        set_filters(self, **given)

    def sample(self) -> Sample:
        """Of a valid form."""
        given = self.cleaned_data
        days = given["days"] or EVER
        return Sample(
            self.projects.get(given["project"]),
            self.people.get(given["reviewer"]),
            None if days == EVER else timezone.now() - timedelta(days=int(days)),
        )


class FinishForm(forms.Form):
    quality = forms.ChoiceField(
        label=gettext_lazy("How was the review?"),
        choices=AuditQuality,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how the review was.")},
    )
    body = WordsField(
        label=gettext_lazy("To the reviewer"),
        required=False,
        max_length=text_limits.REASON,
        rows=4,
        placeholder=gettext_lazy("What was good, and what they would do otherwise."),
    )
