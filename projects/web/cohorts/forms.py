"""What an admin or a lead says of a cohort as a whole."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.urls import Resolver404, resolve
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from projects.models import Cohort
from projects.operations.cohorts.checking import Problem
from projects.operations.cohorts.cohort_settings import Settings
from projects.operations.cohorts.names import Name
from projects.operations.cohorts.template_files import templates
from projects.queries.plans import Plan, plan_of, started
from projects.web.cohorts.fields import DayField, title_field, why_field
from projects.web.cohorts.rows import PARTS
from projects.web.parts.fields import TimeZoneField

TEMPLATE, COPY = "template", "copy"
OFFERED = 50  # cohorts to copy from, the newest
MOST_ELSEWHERE = 5  # faults of other pages of the plan that are told one by one


class ToldForm(forms.Form):
    def tell(self, problems: Sequence[Problem]) -> None:
        """Each beside its field; what has none as of the whole form, with its page and row."""
        here = [one for one in problems if one.field in self.fields]
        elsewhere = [one for one in problems if one.field not in self.fields]
        for one in here:
            self.add_error(one.field, one.words)
        for one in elsewhere[:MOST_ELSEWHERE]:
            self.add_error(None, _told_elsewhere(one))
        more = len(elsewhere) - MOST_ELSEWHERE
        if more > 0:
            words = ngettext("%(n)s more like it.", "%(n)s more like these.", more)
            self.add_error(None, words % {"n": more})


def _told_elsewhere(problem: Problem) -> str:
    part, _dash, rest = problem.field.partition("-")
    index = rest.partition("-")[0]
    if part not in PARTS or not index.isdigit():
        return problem.words
    return f"{PARTS[part].title} {int(index) + 1}: {problem.words}"


class SettingsForm(ToldForm):
    title = title_field(gettext_lazy("Title"))
    is_open = forms.BooleanField(
        label=gettext_lazy("Accepts new students"), required=False
    )
    starts_on = DayField(label=gettext_lazy("Starts on"))
    ends_on = DayField(label=gettext_lazy("Ends on"), required=False)
    time_zone = TimeZoneField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy(
            "What is due at 18:00 is due at 18:00 there. People read it in their own."
        ),
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Students at most"),
        min_value=1,
        max_value=1_000_000,
        required=False,
    )
    blind = forms.BooleanField(
        label=gettext_lazy("Reviewers do not see whose work they review"),
        required=False,
    )
    promised_review_hours = forms.IntegerField(
        label=gettext_lazy("Hours within which a review is promised"),
        min_value=1,
        max_value=24 * 60,
    )
    reason = why_field()

    def settings(self) -> Settings:
        names = Settings.__dataclass_fields__
        return Settings(**{name: self.cleaned_data[name] for name in names})


class NewCohortForm(ToldForm):
    source = forms.ChoiceField(label=gettext_lazy("Begin with"))
    title = title_field(gettext_lazy("Title"))
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        required=False,
        help_text=gettext_lazy("Latin letters, digits and -. Empty: from the title."),
    )
    starts_on = DayField(
        label=gettext_lazy("Starts on"),
        help_text=gettext_lazy("Every other date moves with it."),
    )
    time_zone = TimeZoneField(
        label=gettext_lazy("Time zone"),
        empty_label=gettext_lazy("As what you begin with"),
    )
    long_ago = forms.BooleanField(
        label=gettext_lazy("Yes, it started long ago"), required=False
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["source"] = forms.ChoiceField(
            label=self.fields["source"].label,
            choices=[
                (
                    _("A template"),
                    [
                        (f"{TEMPLATE}:{one.slug}", one.title)
                        for one in templates().values()
                    ],
                ),
                (
                    _("A copy, its dates moved"),
                    [
                        (f"{COPY}:{one.slug}", one.title)
                        for one in Cohort.objects.all()[:OFFERED]
                    ],
                ),
            ],
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "title" in given and "slug" in given and not given["slug"]:
            given["slug"] = slugify(given["title"])[:50]
            if not given["slug"]:
                self.add_error("slug", _("Write one: the title has no Latin letters."))
        if given.get("slug") and _is_taken(given["slug"]):
            self.add_error("slug", _("This address is a page of ours: choose another."))
        return given

    def name(self) -> Name:
        given = self.cleaned_data
        return Name(given["title"], given["slug"], given["source"])

    def plans(self) -> tuple[Plan | None, Plan]:
        """What is copied, if a cohort is, and the new one's plan."""
        given = self.cleaned_data
        kind, _colon, slug = given["source"].partition(":")
        before = None
        if kind == COPY:
            before = plan_of(Cohort.objects.get(slug=slug))
            plan = started(before, given["starts_on"])
        else:
            plan = templates()[slug].plan(given["starts_on"])
        return before, replace(plan, time_zone=given["time_zone"] or plan.time_zone)


def _is_taken(slug: str) -> bool:
    """Whether the address of its board is another page's."""
    try:
        return resolve(f"/cohorts/{slug}/").view_name != "projects:board"
    except Resolver404:
        return True
