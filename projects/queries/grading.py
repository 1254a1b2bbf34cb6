"""Reads of runs for a page: results by criterion, the curve, the log, expected durations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import prefetch_related_objects

from projects.enums import Queue, RunState, StepState
from projects.models import (
    CheckResult,
    Criterion,
    Progress,
    Project,
    Review,
    Rubric,
    Run,
    Step,
    Submission,
)
from projects.models.run import RunQuerySet
from projects.queries.kept import KeptQuery
from protocol import trained
from protocol.progress import ProgressKind
from protocol.rerun import NEVER, NOT_YET, RERUN, TITLE
from protocol.steps import Outcome, StepKind
from protocol.texts import Text

RECENT = 30
NEVER_RUN: Text = {
    "en": "Not run",
    "ja": "未実行",
}
FAULT_BEFORE: Text = {
    "en": "Never run, so nothing of it is measured: an error on our side stopped the checks before it.",
    "ja": "実行されておらず、何も測定していません。その前にシステムの不具合でチェックが止まりました。",
}
PENDING = StepState.PENDING.value  # of a result that is not there yet


@dataclass(frozen=True)
class CriterionResult:
    """A criterion with what the machine found about it."""

    criterion: Criterion
    results: Sequence[CheckResult]

    @property
    def outcome(self) -> str:
        """The worst of its checks' outcomes; "none" without any."""
        outcomes = [result.outcome for result in self.results]
        worst = Outcome.worst(outcomes) or "none"
        passes = worst in ("none", Outcome.PASSED)
        return PENDING if passes and PENDING in outcomes else worst

    @property
    def never_run(self) -> list[CheckResult]:
        """Those that a fault of ours kept from being run."""
        return [row for row in self.results if row.hint_text == FAULT_BEFORE]


def newest_run(submission: Submission) -> Run | None:
    """The one that counts, with what a regrade was about: `run.regrade`, `run.comparison`.

    A later one that a fault of ours ended takes nothing from a verdict that exists.
    """
    newest = next(iter(_newest_counted(submission.pk)), None)
    if newest is not None and newest.is_faulty:
        newest = next(iter(_newest_finished(submission.pk)), newest)
    if newest is not None:
        newest.submission = submission
        prefetch_related_objects([newest], "steps__results")
    return newest


def _counted(submission: int) -> RunQuerySet:
    counted = Run.objects.counted().filter(submission=submission)
    return counted.select_related("regrade", "comparison")


_newest_counted = KeptQuery(lambda submission: _counted(submission)[:1])
_newest_finished = KeptQuery(
    lambda submission: _counted(submission).filter(state=RunState.FINISHED)[:1]
)


def steps_of_newest(submission: Submission) -> list[Step]:
    """Of the run that is going on, each with its run; one query."""
    newest = submission.runs.counted().values("pk")[:1]
    return list(Step.objects.filter(run__in=newest).select_related("run"))


def criteria_of(
    submission: Submission, reviews: Iterable[Review] = ()
) -> list[Criterion]:
    """Of its rubric, in order. Those of a review by this rubric that judges all need no query.

    How many there are is read with the row, if at all (`SubmissionQuerySet.known_for`).
    """
    most = getattr(submission, "criteria_count", 0)
    for review in reviews:
        judged = [row.criterion for row in review.criteria.all()]
        if most and len(judged) == most:
            return judged
    return list(submission.rubric.criteria.all())


def criteria_in_force(project: Project) -> list[Criterion]:
    """Of its newest rubric; none before it has one."""
    newest = Rubric.objects.filter(project=project).values("pk")[:1]
    return list(Criterion.objects.filter(rubric__in=newest))


def by_criterion(
    criteria: Sequence[Criterion], run: Run | None
) -> list[CriterionResult]:
    """The rubric in its order, each criterion with its checks' results so far."""
    found: dict[str, CheckResult] = {}
    if run is not None:
        for step in run.steps.all():
            found.update({result.check_slug: result for result in step.results.all()})
        if run.is_cut_short:
            asked = {slug for criterion in criteria for slug in criterion.checks}
            found |= {slug: _never_run(slug) for slug in asked - found.keys()}
        elif RERUN not in found:
            found[RERUN] = _not_run(run)
    untrained = None if run is None or run.is_cut_short else _not_trained(run)
    return [
        CriterionResult(c, _results_of(c.checks, found, untrained)) for c in criteria
    ]


def _results_of(
    slugs: Sequence[str],
    found: Mapping[str, CheckResult],
    untrained: CheckResult | None,
) -> list[CheckResult]:
    """In the rubric's order; one stands for all that the training would have measured."""
    results = [found[slug] for slug in slugs if slug in found]
    waits = any(trained.is_trained(slug) and slug not in found for slug in slugs)
    return [*results, untrained] if untrained is not None and waits else results


def _not_trained(run: Run) -> CheckResult | None:
    """Stands where the training has not measured: no criterion is met without it.

    None once it has ended: what is missing then are checks of other editions.
    """
    train = next((one for one in run.steps.all() if one.kind == StepKind.TRAIN), None)
    if train is None or train.state in (StepState.PASSED, StepState.FAILED):
        return None
    is_live = run.state in RunState.live()
    return CheckResult(
        check_slug=trained.TRAIN,
        outcome=PENDING if is_live else Outcome.SKIPPED,
        title_text=trained.TITLE,
        hint_text=trained.NOT_YET if is_live else trained.NEVER,
    )


def _never_run(slug: str) -> CheckResult:
    """Stands where a fault of ours ended the run before: a criterion is not met without it.

    The rubric names the checks of all editions, and a pack that is broken cannot say which of them
    this work would have met: rather one too many than one that is thought to have passed.
    """
    return CheckResult(
        check_slug=slug,
        outcome=Outcome.UNJUDGED,
        title_text=TITLE if slug == RERUN else NEVER_RUN,
        hint_text=FAULT_BEFORE,
        evidence=slug,
    )


def _not_run(run: Run) -> CheckResult:
    """Stands where the result of the notebook's run is not there: nothing passes without it."""
    outcome, why = (
        (PENDING, NOT_YET) if run.state in RunState.live() else (Outcome.SKIPPED, NEVER)
    )
    return CheckResult(
        check_slug=RERUN, outcome=outcome, title_text=TITLE, hint_text=why
    )


def curves(run: Run) -> dict[str, list[tuple[float, float]]]:
    """Points by series, in the order in which they were measured."""
    series: dict[str, list[tuple[float, float]]] = {}
    for payload in payloads(run, ProgressKind.CURVE):
        series.setdefault(payload["series"], []).append((payload["x"], payload["y"]))
    return series


def log_text(run: Run) -> str:
    return "".join(payload["text"] for payload in payloads(run, ProgressKind.LOG))


def payloads(run: Run, kind: str) -> list[Mapping[str, Any]]:
    read: Mapping[str, list[Mapping[str, Any]]] | None
    read = getattr(run, "progress_read", None)  # by `progress.read_progress`
    if read is not None:
        found: list[Mapping[str, Any]] = read[kind]
        return found
    rows = Progress.objects.filter(run=run, kind=kind).order_by("seq")
    return list(rows.values_list("payload", flat=True))


QUEUE_OF = MappingProxyType({StepKind.EXAMINE: Queue.CPU, StepKind.TRAIN: Queue.GPU})


def usual_duration(kind: StepKind, project_id: int) -> timedelta | None:
    """The median of the project's recent finished steps of this kind; None before any.

    At most `USUAL_DURATION_S` old: every page of a run that is checked tells it.
    """
    key = f"usual-duration-{kind}-{project_id}"
    span: timedelta | None = cache.get(key)
    if span is None:
        span = _median_duration(kind, project_id)
        if span is not None:
            cache.set(key, span, settings.USUAL_DURATION_S)
    return span


def _median_duration(kind: StepKind, project_id: int) -> timedelta | None:
    spans = (
        Step.objects.filter(
            queue=QUEUE_OF[kind],  # so that the newest are found by their index
            kind=kind,
            run__submission__project=project_id,
            run__regrade=None,
            state__in=[StepState.PASSED, StepState.FAILED],
            finished_at__isnull=False,
        )
        .exclude(started_at=None)
        .order_by("-finished_at")
        .values_list("started_at", "finished_at")[:RECENT]
    )
    durations = sorted(end - start for start, end in spans if start and end)
    return durations[len(durations) // 2] if durations else None
