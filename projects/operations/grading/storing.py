"""What a worker found is stored; the step after it, or the submission, moves on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from projects import storage
from projects.enums import (
    Action,
    ChecksPolicy,
    EventKind,
    RunState,
    RunVerdict,
    State,
    StepState,
)
from projects.models import (
    Artifact,
    CheckResult,
    Event,
    Progress,
    Run,
    Step,
    Submission,
)
from projects.operations.grading import observers
from projects.operations.grading.leases import check_lease
from projects.operations.grading.starting import queue_step
from projects.operations.notifications import notify
from projects.operations.standing_requests import serve_soon
from projects.workflow import lock_submission, move
from protocol.progress import ProgressKind


@dataclass(frozen=True)
class Outcome:
    """A finished step, as plain data (`protocol.steps.StepReport` as JSON)."""

    passed: bool
    results: tuple[Mapping[str, Any], ...]  # asdict(protocol.steps.CheckResult)
    environment: Mapping[str, Any]
    figures: Mapping[str, Any]
    notes: tuple[Mapping[str, str], ...]
    artifacts: Mapping[str, bytes]
    is_rest: bool = False  # only what was left to do when the verdict was there already


@transaction.atomic
def record(step: Step, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Appends live progress, `(kind, payload)` each; results show at once."""
    check_lease(step)
    run = Run.objects.select_for_update().get(pk=step.run_id)
    told = [
        Progress(run=run, seq=seq, step_kind=step.kind, kind=kind, payload=payload)
        for seq, (kind, payload) in enumerate(rows, run.last_seq + 1)
    ]
    Progress.objects.bulk_create(told)
    results = _Results(step)
    for row in told:
        if row.kind == ProgressKind.CHECK:
            results.store(row.payload, order=results.place(row.payload["check"]))
    results.save()
    run.last_seq += len(told)
    run.save(update_fields=["last_seq"])


class _Results:
    """The results of a step: read once, and only what is new or differs is written."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._rows = {row.check_slug: row for row in step.results.all()}
        self._new: list[CheckResult] = []

    def place(self, check: str) -> int:
        """Results come in the order of the report, so the report changes none of them."""
        return len(self._rows.keys() - {check}) + 1

    def store(self, result: Mapping[str, Any], *, order: int) -> None:
        fields = {
            "order": order,
            "outcome": result["outcome"],
            "title_text": result["title"],
            "hint_text": result["hint"],
            "evidence": result["evidence"],
            "duration_s": result["duration_s"],
        }
        row = self._rows.get(result["check"])
        if row is None:
            row = CheckResult(step=self._step, check_slug=result["check"], **fields)
            self._rows[row.check_slug] = row
            self._new.append(row)
            return
        changed = [
            name for name, value in fields.items() if getattr(row, name) != value
        ]
        for name in changed:
            setattr(row, name, fields[name])
        if changed and row.pk is not None:
            row.save(update_fields=changed)

    def save(self) -> None:
        CheckResult.objects.bulk_create(self._new)


@transaction.atomic
def settle(step: Step, outcome: Outcome) -> None:
    """Stores the verdict of a step that goes on: whatever happens now, the verdict stands."""
    row = check_lease(step)
    run = _store(row, outcome)
    row.verdict = RunVerdict.PASSED if outcome.passed else RunVerdict.FAILED
    row.judged_seq = run.last_seq
    row.save()


@transaction.atomic
def finish_step(step: Step, outcome: Outcome) -> None:
    """Stores a finished step; the next step is queued, or the run ends and moves the submission."""
    submission = lock_submission(step.run.submission)
    row = check_lease(step)
    run = _store(row, outcome)
    passed = row.verdict == RunVerdict.PASSED if row.verdict else outcome.passed
    end_step(row, run, submission, passed=passed)


def _store(row: Step, outcome: Outcome) -> Run:
    """Writes into `row`, which is not saved, and into the rows around it."""
    before = 0
    named = [result["check"] for result in outcome.results]
    left_out = row.results.exclude(check_slug__in=named)
    if outcome.is_rest:
        before = left_out.count()
    elif left_out.exists():
        left_out.delete()
    results = _Results(row)
    for order, result in enumerate(outcome.results, before + 1):
        results.store(result, order=order)
    results.save()
    run: Run = Run.objects.select_for_update().get(pk=row.run_id)
    for name, blob in storage.keep_all(outcome.artifacts).items():
        Artifact.objects.update_or_create(run=run, name=name, defaults={"blob": blob})
    if outcome.is_rest:
        row.environment = {**outcome.environment, **row.environment}
        return run
    row.environment = dict(outcome.environment)
    row.figures = dict(outcome.figures)
    row.notes = [dict(note) for note in outcome.notes]
    run.pack_digest = str(outcome.environment.get("pack", run.pack_digest))
    run.save(update_fields=["pack_digest"])
    return run


def end_step(row: Step, run: Run, submission: Submission, *, passed: bool) -> None:
    row.state = StepState.PASSED if passed else StepState.FAILED
    row.finished_at = timezone.now()
    row.fence = row.lease_until = row.deadline_at = None
    row.save()
    _go_on(run, submission, passed=passed)


def _go_on(run: Run, submission: Submission, *, passed: bool) -> None:
    carried = observers.take_over(run, passed=passed)
    following = run.steps.filter(state=StepState.PENDING)
    if not passed:
        following.update(state=StepState.SKIPPED)
        _finish_run(run, submission, RunVerdict.FAILED)
    elif (after := following.first()) is not None:
        queue_step(after)
    elif carried is not None and carried.state == StepState.FAILED:
        _finish_run(run, submission, RunVerdict.FAILED)
    else:
        _finish_run(run, submission, RunVerdict.PASSED)


def _finish_run(run: Run, submission: Submission, verdict: RunVerdict) -> None:
    run.state, run.verdict = RunState.FINISHED, verdict
    run.finished_at = timezone.now()
    run.save(update_fields=["state", "verdict", "finished_at"])
    observers.run_ended(run)
    if run.counts:
        apply_verdict(submission, verdict)


def apply_verdict(submission: Submission, verdict: RunVerdict) -> None:
    """The submission follows the verdict of its run."""
    now = timezone.now()
    if submission.state != State.CHECKING:  # a run that staff started during the review
        Event.objects.create(submission=submission, kind=EventKind.RUN_FINISHED)
        return
    if verdict == RunVerdict.PASSED:
        notify(move(submission, Action.PASS_CHECKS, by=None))
    elif submission.project.policy == ChecksPolicy.REVIEW:
        notify(move(submission, Action.REFER_CHECKS, by=None))
    else:
        notify(move(submission, Action.FAIL_CHECKS, by=None, decided_at=now))
        return
    serve_soon(submission)
