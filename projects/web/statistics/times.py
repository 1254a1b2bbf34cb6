"""Waiting, the queue, workers and reviewers, drawn."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from projects.enums import Queue
from projects.queries.spread import Spread
from projects.queries.statistics.load import Load
from projects.queries.statistics.times import ProjectTimes, Times
from projects.web.parts.plots import Mark, Plot, Row, Series, Value

REVIEWERS = 40  # everybody's figures are on the page of reviewers
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def plots(times: Times, load: Load) -> list[Plot]:
    marks = [Mark(at, str(number)) for at, number in load.due]
    return [
        _weekly("machine", _("To the machine's answer"), times.machine, MINUTE, marks),
        _weekly("review", _("To a review"), times.review, HOUR, marks),
        _by_project(
            "machine-by-project",
            _("To the machine's answer, by project"),
            times.projects,
            lambda one: one.machine,
            MINUTE,
        ),
        _by_project(
            "review-by-project",
            _("To a review, by project"),
            times.projects,
            lambda one: one.review,
            HOUR,
        ),
        _queue(load, marks),
        _workers(load, marks),
        _weekly("worker-wait", _("To a free worker"), load.worker_waits, MINUTE, marks),
        _reviewers(load),
    ]


def _unit(unit: timedelta) -> str:
    return _("minutes") if unit == MINUTE else _("hours")


def _spreads() -> list[Series]:
    return [Series(_("Median"), 1), Series(_("90 % within"), 2)]


def _values(spread: Spread | None, unit: timedelta) -> list[Value]:
    if spread is None:
        return [Value(None), Value(None)]
    return [Value(round(time / unit, 1)) for time in (spread.median, spread.slow)]


def _weekly(
    slug: str,
    title: str,
    weeks: Sequence[Spread | None],
    unit: timedelta,
    marks: Sequence[Mark],
) -> Plot:
    return Plot(
        slug=slug,
        title=title,
        x=_("Week"),
        y=_unit(unit),
        series=_spreads(),
        rows=[
            Row(str(week), _values(spread, unit))
            for week, spread in enumerate(weeks, 1)
        ],
        marks=marks,
    )


def _by_project(
    slug: str,
    title: str,
    projects: Sequence[ProjectTimes],
    part: Callable[[ProjectTimes], Spread | None],
    unit: timedelta,
) -> Plot:
    return Plot(
        slug=slug,
        title=title,
        x=_("Project"),
        y=_unit(unit),
        kind="bar",
        series=_spreads(),
        rows=[Row(one.project.title, _values(part(one), unit)) for one in projects],
    )


def _queue(load: Load, marks: Sequence[Mark]) -> Plot:
    columns = (load.uploads, load.handed_in, load.reviewed, load.waiting)
    return Plot(
        slug="queue",
        title=_("The review queue"),
        x=_("Week"),
        y=_("Submissions"),
        series=[
            Series(pgettext("how many", "Handed in"), 1),
            Series(_("Came into the queue"), 2),
            Series(_("Reviewed"), 3),
            Series(_("Waiting at the week's end"), 4),
        ],
        rows=[
            Row(str(week), [Value(count) for count in counts])
            for week, counts in enumerate(zip(*columns, strict=True), 1)
        ],
        marks=marks,
    )


def _workers(load: Load, marks: Sequence[Mark]) -> Plot:
    columns = [load.work_hours[queue] for queue in Queue]
    return Plot(
        slug="workers",
        title=_("Work of the workers"),
        x=_("Week"),
        y=_("hours"),
        series=[Series(queue.label, n) for n, queue in enumerate(Queue, 1)],
        rows=[
            Row(str(week), [Value(round(hours, 1)) for hours in each])
            for week, each in enumerate(zip(*columns, strict=True), 1)
        ],
        marks=marks,
    )


def _reviewers(load: Load) -> Plot:
    return Plot(
        slug="reviewers",
        title=_("The reviewers' load"),
        x=_("Reviewer"),
        y=_("Reviews"),
        kind="bar",
        series=[
            Series(_("Published in the last four weeks"), 1),
            Series(_("Published in all"), 2),
            Series(_("In hand"), 3),
        ],
        rows=[
            Row(
                str(one.reviewer),
                [Value(one.lately), Value(one.published), Value(one.in_hand)],
            )
            for one in load.reviewers[:REVIEWERS]
        ],
        note=_("The %(n)s who published most in the last four weeks.")
        % {"n": REVIEWERS},
    )
