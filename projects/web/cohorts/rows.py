"""The rows of a plan's parts as forms: one form a row, all of a part in one page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.enums import Language
from projects.models import Project
from projects.queries.plans import (
    Plan,
    PlannedChannel,
    PlannedProject,
    PlannedSession,
    PlannedWeek,
)
from projects.web.cohorts.fields import ClockField, link_field, title_field

MOST_HOURS = 24 * 60
Given = Mapping[str, Any]  # what a row's form made of what was sent


class Row(forms.Form):
    """Its fields bear the names that a plan's problems are told by."""

    legend: ClassVar[Any]
    title = ""  # what it is about, where that cannot be changed

    def is_left_out(self) -> bool:
        if self.cleaned_data.get("DELETE"):
            return True
        return self.empty_permitted and not self.has_changed()

    def place(self) -> int:
        """Rows of a part stand in the order of this, then as they were sent."""
        return 0


class ProjectRow(Row):
    legend = _("Project")
    slug = forms.CharField(widget=forms.HiddenInput, max_length=50)
    listed = forms.BooleanField(label=_("In this cohort"), required=False)
    order = forms.IntegerField(label=_("Place"), min_value=1, max_value=99)
    opens = ClockField(label=_("Opens"), required=False)
    due = ClockField(label=_("Due"), required=False)
    grace_hours = forms.IntegerField(
        label=_("Hours of grace"), min_value=0, max_value=MOST_HOURS
    )

    def is_left_out(self) -> bool:
        return not self.cleaned_data["listed"]

    def place(self) -> int:
        return int(self.cleaned_data["order"])


class WeekRow(Row):
    legend = _("Week")
    number = forms.IntegerField(label=_("Number"))
    en = title_field(_("Topic in English"))
    ja = title_field(_("Topic in Japanese"), required=False)

    def place(self) -> int:
        return int(self.cleaned_data["number"])


class SessionRow(Row):
    legend = _("Live session")
    starts = ClockField(label=_("When"))
    en = title_field(_("Title in English"))
    ja = title_field(_("Title in Japanese"), required=False)
    url = link_field()


class ChannelRow(Row):
    legend = _("Help channel")
    name = title_field(_("Name"))
    language = forms.ChoiceField(
        label=_("For whom"),
        choices=[("", _("Everybody")), *Language.choices],
        required=False,
    )
    url = link_field()


@dataclass(frozen=True)
class Part:
    """One page of a cohort's plan."""

    name: str  # as in the plan
    title: Any
    lead: Any
    row: type[Row]
    planned: Callable[[Given], Any]  # of a row's answers, what the plan holds
    initial: Callable[[Plan], Sequence[Mapping[str, Any]]]
    extra: int  # empty rows

    def formset(self, plan: Plan, data: Any = None) -> Any:
        kind = forms.formset_factory(
            self.row,
            extra=self.extra,
            can_delete=bool(self.extra),
            max_num=200,
            absolute_max=200,
        )
        rows = self.initial(plan)
        # What was sent is not compared with rows that somebody else may have changed since.
        initial = rows if data is None else None
        formset = kind(data, initial=initial, prefix=self.name)
        titles = {row.get("slug"): row.get("title", "") for row in rows}
        for form in formset.forms:
            if self.extra:
                form.fields["DELETE"].label = _("Remove")
            else:
                form.empty_permitted = False
                form.title = titles.get(form["slug"].value(), "")
        return formset


def _projects(plan: Plan) -> list[dict[str, Any]]:
    """Every project of the site: first those of the cohort, in its order."""
    every = {one.slug: one for one in Project.objects.all()}
    listed = {one.slug: one for one in plan.projects}
    others = [slug for slug in every if slug not in listed]
    return [
        {
            **vars(listed.get(slug, PlannedProject(slug))),
            "title": every[slug].title,
            "listed": slug in listed,
            "order": order,
        }
        for order, slug in enumerate((*listed, *others), 1)
    ]


def _project(given: Given) -> PlannedProject:
    names = ("slug", "opens", "due", "grace_hours")
    return PlannedProject(**{name: given[name] for name in names})


def _week(given: Given) -> PlannedWeek:
    return PlannedWeek(given["number"], _written(given))


def _session(given: Given) -> PlannedSession:
    return PlannedSession(given["starts"], _written(given), given["url"])


def _channel(given: Given) -> PlannedChannel:
    names = ("name", "url", "language")
    return PlannedChannel(**{name: given[name] for name in names})


def _written(given: Given) -> dict[str, str]:
    texts = {name: given[name] for name in ("en", "ja")}
    return {language: words for language, words in texts.items() if words}


def _texts(texts: Mapping[str, str]) -> dict[str, str]:
    return {"en": texts.get("en", ""), "ja": texts.get("ja", "")}


PARTS: Mapping[str, Part] = {
    one.name: one
    for one in (
        Part(
            "projects",
            _("Projects"),
            _("Which projects the cohort has, in which order, and when."),
            ProjectRow,
            _project,
            _projects,
            0,
        ),
        Part(
            "weeks",
            _("Weeks"),
            _("Week 1 begins on the cohort's first day."),
            WeekRow,
            _week,
            lambda plan: [
                {"number": one.number, **_texts(one.topic)} for one in plan.weeks
            ],
            2,
        ),
        Part(
            "sessions",
            _("Live sessions"),
            _(
                "Students see the next one on their home page, all of them in the syllabus."
            ),
            SessionRow,
            _session,
            lambda plan: [
                {"starts": one.starts, "url": one.url, **_texts(one.title)}
                for one in plan.sessions
            ],
            2,
        ),
        Part(
            "channels",
            _("Help channels"),
            _("Where students ask for help. Each sees those of their language."),
            ChannelRow,
            _channel,
            lambda plan: [vars(one) for one in plan.channels],
            2,
        ),
    )
}
