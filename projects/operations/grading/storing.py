"""What a worker found is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from projects import storage
from projects.enums import (
    RunVerdict,
)
from projects.models import (
    Artifact,
    Progress,
    Run,
    Step,
)
from projects.operations.grading.kept_results import Results
from projects.operations.grading.leases import check_lease
from projects.operations.grading.moving_on import end_step
from projects.workflow import lock_submission
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
    results = Results(step)
    for row in told:
        if row.kind == ProgressKind.CHECK:
            results.store(row.payload, order=results.place(row.payload["check"]))
    results.save()
    run.last_seq += len(told)
    run.save(update_fields=["last_seq"])


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
    results = Results(row)
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
