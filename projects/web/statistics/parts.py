"""The parts of a cohort's statistics: what each counts, as plots and as tables for files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.http import HttpRequest
from django.utils.translation import gettext as _

from projects.models import Cohort
from projects.queries.statistics.checks import Findings, findings_of
from projects.queries.statistics.progress import progress_of
from projects.queries.statistics.waiting import waiting_of
from projects.web.parts.plots import Plot
from projects.web.statistics import progress, times
from projects.web.statistics.comparing import compare_form
from projects.web.statistics.kept import kept

PROGRESS, TIMES, CHECKS = "progress", "times", "checks"
Table = tuple[Sequence[object], Iterable[Sequence[object]]]  # head and rows


@dataclass(frozen=True)
class Counted:
    plots: Sequence[Plot]
    as_of: datetime
    notes: Sequence[str] = ()


def progress_plots(request: HttpRequest, cohort: Cohort) -> Counted:
    own, as_of = kept(progress_of, cohort)
    other = compare_form(request, cohort).other()
    if other is None:
        alone = progress.plots(cohort, own, None, None)
        return Counted(alone, as_of, progress.notes(cohort, own))
    beside, as_of_other = kept(progress_of, other)
    plots = progress.plots(cohort, own, other, beside)
    notes = [*progress.notes(cohort, own), *progress.notes(other, beside)]
    return Counted(plots, min(as_of, as_of_other), notes)


def times_plots(request: HttpRequest, cohort: Cohort) -> Counted:
    found, as_of = kept(waiting_of, cohort)
    return Counted(times.plots(found.times, found.load), as_of)


PLOTS: Mapping[str, Callable[[HttpRequest, Cohort], Counted]] = MappingProxyType(
    {PROGRESS: progress_plots, TIMES: times_plots}
)


def table(request: HttpRequest, cohort: Cohort, part: str, name: str) -> Table | None:
    """What a file holds; None where there is no such plot or table."""
    if part == CHECKS:
        findings, _as_of = kept(findings_of, cohort)
        made = {"checks": checks_table, "criteria": criteria_table}.get(name)
        return made(findings) if made else None
    counted = PLOTS[part](request, cohort) if part in PLOTS else None
    plots = {one.slug: one for one in counted.plots} if counted else {}
    return (plots[name].head(), plots[name].cells()) if name in plots else None


def checks_table(findings: Findings) -> Table:
    head = [
        _("Project"),
        _("Check"),
        _("Judged"),
        _("Failed"),
        _("Failed, percent"),
        _("A person's look was asked for"),
        _("Passed by that person"),
    ]
    rows = [
        (
            one.project.title,
            one.title,
            one.judged,
            one.failed,
            round(100 * one.rate, 1),
            one.appealed,
            one.overruled,
        )
        for one in findings.checks
    ]
    return head, rows


def criteria_table(findings: Findings) -> Table:
    head = [
        _("Project"),
        _("Criterion"),
        _("Reviewed"),
        _("Changes required"),
        _("Changes required, percent"),
        _("Failed by the checks, overruled"),
        _("Passed by the checks, overruled"),
        _("Disputed"),
    ]
    rows = [
        (
            one.project.title,
            one.criterion.title,
            one.reviewed,
            one.changes,
            round(100 * one.rate, 1),
            one.strict,
            one.lenient,
            one.disputed,
        )
        for one in findings.criteria
    ]
    return head, rows
