"""How far the students are, drawn: a figure per project, beside another cohort's if asked."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from projects.models import Cohort
from projects.queries.statistics.progress import (
    MANY_ATTEMPTS,
    Progress,
    ProjectProgress,
)
from projects.queries.statistics.weeks import week_of
from projects.web.parts.plots import PERCENT, Mark, Plot, Row, Series, Value, share
from projects.zones import zone_named

NOTHING = Value(None)


def plots(
    cohort: Cohort, progress: Progress, other: Cohort | None, beside: Progress | None
) -> list[Plot]:
    """`beside` is the progress of `other`, at the same weeks of its own."""
    theirs = {one.project.pk: one for one in beside.projects} if beside else {}
    columns = _columns(other)
    figures = [
        Plot(
            slug=one.project.slug,
            title=f"{one.number} · {one.project.title}",
            x=_("Week"),
            y=_("Of the students"),
            series=columns,
            rows=_rows(one, progress, theirs.get(one.project.pk), beside),
            unit=PERCENT,
            marks=_marks(one),
        )
        for one in progress.projects
    ]
    return [*figures, attempts(progress, other, beside)]


def notes(cohort: Cohort, progress: Progress) -> list[str]:
    """Why there is nothing to see of a cohort, or no more to come."""
    what = {"cohort": cohort.title}
    today = timezone.localtime(timezone=zone_named(cohort.time_zone)).date()
    told = []
    if not progress.has_begun:
        what["day"] = date_format(cohort.starts_on, "DATE_FORMAT")
        told.append(_("“%(cohort)s” begins on %(day)s: none of its weeks has begun."))
    elif cohort.ends_on is not None and cohort.ends_on < today:
        what["day"] = date_format(cohort.ends_on, "DATE_FORMAT")
        told.append(_("“%(cohort)s” ended on %(day)s."))
    if not progress.students:
        told.append(_("Nobody has joined “%(cohort)s” yet."))
    return [words % what for words in told]


def _columns(other: Cohort | None) -> list[Series]:
    names = [_("Started"), _("Handed in to a reviewer"), _("Passed")]
    columns = [Series(name, number) for number, name in enumerate(names, 1)]
    if other is not None:
        columns += [
            Series(f"{name} · {other.title}", number, dashed=True)
            for number, name in enumerate(names, 1)
        ]
    return columns


def _rows(
    one: ProjectProgress,
    progress: Progress,
    theirs: ProjectProgress | None,
    beside: Progress | None,
) -> list[Row]:
    """Up to the end of the longer one: where the other stands later is worth knowing."""
    last = max(progress.weeks, beside.weeks if beside else 0)
    return [
        Row(
            str(week + 1),
            [
                *_values(one, progress, week),
                *(_values(theirs, beside, week) if beside else ()),
            ],
            _("due") if one.due is not None and week_of(one.due) == week + 1 else "",
        )
        for week in range(last)
    ]


def _values(one: ProjectProgress | None, of: Progress, week: int) -> list[Value]:
    """Nothing, and not 0 %, in a week that has not begun."""
    if one is None or not of.has_begun:
        return [NOTHING] * 3
    return [
        share(counts[week], of.students) if week < len(counts) else NOTHING
        for counts in (one.started, one.handed_in, one.passed)
    ]


def _marks(one: ProjectProgress) -> Sequence[Mark]:
    return [] if one.due is None else [Mark(one.due, _("Due"))]


def attempts(progress: Progress, other: Cohort | None, beside: Progress | None) -> Plot:
    """With which attempt those passed who did: in one bar per project."""
    rows = [
        _attempts_row(one, f"{one.number} · {one.project.title}")
        for one in progress.projects
    ]
    if beside and other:
        rows += [
            _attempts_row(one, f"{one.number} · {other}") for one in beside.projects
        ]
    numbers = range(1, MANY_ATTEMPTS)
    return Plot(
        slug="attempts",
        title=_("Attempts that it took to pass"),
        x=_("Project"),
        y=_("Of those who passed"),
        kind="bar",
        series=[
            *(Series(_("Attempt %(n)s") % {"n": n}, n) for n in numbers),
            Series(_("Attempt %(n)s or later") % {"n": MANY_ATTEMPTS}, MANY_ATTEMPTS),
        ],
        rows=rows,
        unit=PERCENT,
    )


def _attempts_row(one: ProjectProgress, name: str) -> Row:
    passed = sum(one.attempts)
    return Row(name, [share(count, passed) for count in one.attempts])
