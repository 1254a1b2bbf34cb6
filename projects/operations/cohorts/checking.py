"""What is wrong with a plan, in words, each with its place in a form."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _

from projects.errors import Incomplete
from projects.models import Project
from projects.queries.plans import Plan, times
from projects.zones import is_skipped

T = TypeVar("T")
MOST_WEEKS = 104


@dataclass(frozen=True)
class Problem:
    field: str  # as "starts_on", or "projects-0-due" for the first project's; empty: the whole
    words: str


class PlanRefused(Incomplete):
    """With every problem at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].words, field=problems[0].field)
        self.problems = problems


def check(plan: Plan) -> None:
    """Raises PlanRefused."""
    problems = [
        *_of_dates(plan),
        *_of_projects(plan),
        *_of_weeks(plan),
        *_of_sessions(plan),
        *_of_channels(plan),
    ]
    if problems:
        raise PlanRefused(problems)


def _of_dates(plan: Plan) -> Iterator[Problem]:
    if plan.ends_on is not None and plan.ends_on < plan.starts_on:
        yield Problem("ends_on", _("The cohort ends before it starts."))
        return
    for field, at in times(plan):
        if is_skipped(at, plan.zone):
            words = _(
                "Clocks in %(zone)s go forward over this time: choose one before or after."
            )
            yield Problem(field, words % {"zone": plan.time_zone})
        elif words := _outside(plan, at.date()):
            yield Problem(field, words)


def _outside(plan: Plan, day: date) -> str:
    """A project may open before the first day, so that students can look at it.

    An end before the start is said once, and not again of every date.
    """
    if plan.ends_on is not None and day > plan.ends_on >= plan.starts_on:
        return _("This is after the cohort's end, %(day)s.") % {"day": plan.ends_on}
    return ""


def _of_projects(plan: Plan) -> Iterator[Problem]:
    if not plan.projects:
        yield Problem("", _("A cohort needs at least one project."))
    known = set(Project.objects.values_list("slug", flat=True))
    for index, one in enumerate(plan.projects):
        if one.slug not in known:
            words = _("This site has no project “%(slug)s”.") % {"slug": one.slug}
            yield Problem("", words)
        if one.due is None:
            continue
        field = f"projects-{index}-due"
        if one.opens is not None and one.due <= one.opens:
            yield Problem(field, _("It is due before it opens."))
        elif one.due.date() < plan.starts_on:
            words = _("This is before the cohort's start, %(day)s.")
            yield Problem(field, words % {"day": plan.starts_on})
    words = _("This project is listed twice.")
    for index in _again(plan.projects, lambda one: one.slug):
        yield Problem(f"projects-{index}-slug", words)


def _of_weeks(plan: Plan) -> Iterator[Problem]:
    for index, one in enumerate(plan.weeks):
        field = f"weeks-{index}-number"
        if not 1 <= one.number <= MOST_WEEKS:
            yield Problem(
                field, _("Weeks are counted from 1 to %(n)s.") % {"n": MOST_WEEKS}
            )
        elif words := _outside(plan, plan.week_starts(one.number)):
            yield Problem(field, words)
        if not one.topic.get("en"):
            yield Problem(f"weeks-{index}-en", _("Say what the week is about."))
    for index in _again(plan.weeks, lambda one: one.number):
        yield Problem(f"weeks-{index}-number", _("This week is there already."))


def _of_sessions(plan: Plan) -> Iterator[Problem]:
    for index, one in enumerate(plan.sessions):
        if one.starts.date() < plan.starts_on:
            words = _("This is before the cohort's start, %(day)s.")
            yield Problem(f"sessions-{index}-starts", words % {"day": plan.starts_on})
        if not one.title.get("en"):
            yield Problem(f"sessions-{index}-en", _("Give it a title."))
    for index in _again(plan.sessions, lambda one: (one.starts, one.title.get("en"))):
        yield Problem(f"sessions-{index}-en", _("This session is there already."))


def _of_channels(plan: Plan) -> Iterator[Problem]:
    for index in _again(plan.channels, lambda one: (one.language, one.name.lower())):
        yield Problem(f"channels-{index}-name", _("This channel is there already."))


def _again(rows: Iterable[T], key: Callable[[T], Hashable]) -> Iterator[int]:
    """The places of rows that are there a second time."""
    seen: set[Hashable] = set()
    for index, row in enumerate(rows):
        if (found := key(row)) in seen:
            yield index
        seen.add(found)
