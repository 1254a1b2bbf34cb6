"""Every date of a plan as the lines of a table, each beside what it was before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.models import Project, localized
from projects.queries.plans import Plan, times


@dataclass(frozen=True)
class PlannedDate:
    """A line of the preview."""

    at: str  # by the cohort's clocks
    what: str
    before: str  # in the plan it comes from; else empty
    note: str
    order: datetime


def planned_dates(
    plan: Plan, before: Plan | None, notes: Mapping[str, str]
) -> Sequence[PlannedDate]:
    """In their order; `notes` by the place of a time in the plan."""
    old = dict(times(before)) if before else {}
    names = _names(plan)
    rows = [
        PlannedDate(
            at=_shown(at),
            what=names[field],
            before=_shown(old[field]) if field in old else "",
            note=notes.get(field, ""),
            order=at,
        )
        for field, at in times(plan)
    ]
    return sorted([*rows, *_weeks(plan, before)], key=lambda row: row.order)


def ends_of(plan: Plan, before: Plan) -> Sequence[PlannedDate]:
    """The cohort's first and last day."""
    days = [(_("The cohort starts"), plan.starts_on, before.starts_on)]
    if plan.ends_on is not None and before.ends_on is not None:
        days.append((_("The cohort ends"), plan.ends_on, before.ends_on))
    return [_day(what, day, was) for what, day, was in days]


def _weeks(plan: Plan, before: Plan | None) -> Sequence[PlannedDate]:
    return [
        _day(
            _("Week %(n)s: %(topic)s")
            % {"n": one.number, "topic": localized(one.topic)},
            plan.week_starts(one.number),
            before.week_starts(one.number) if before else None,
        )
        for one in plan.weeks
    ]


def _day(what: str, day: date, was: date | None) -> PlannedDate:
    shown, old = (date_format(one, "D, Y-m-d") if one else "" for one in (day, was))
    return PlannedDate(shown, what, old, "", datetime.combine(day, datetime.min.time()))


def _shown(at: datetime) -> str:
    return date_format(at, "D, Y-m-d H:i")


def _names(plan: Plan) -> dict[str, str]:
    """Of each time, by its place in the plan."""
    titles = {one.slug: one.title for one in Project.objects.all()}
    names = {}
    for index, one in enumerate(plan.projects):
        number = {"n": index + 1, "title": titles[one.slug]}
        names[f"projects-{index}-opens"] = _("Project %(n)s opens: %(title)s") % number
        due = _("Project %(n)s is due: %(title)s") % number
        names[f"projects-{index}-due"] = due + _grace(one.grace_hours)
    for index, session in enumerate(plan.sessions):
        title = {"title": localized(session.title)}
        names[f"sessions-{index}-starts"] = _("Live session: %(title)s") % title
    return names


def _grace(hours: int) -> str:
    if not hours:
        return ""
    words = ngettext(" (%(n)s hour of grace)", " (%(n)s hours of grace)", hours)
    return words % {"n": hours}
