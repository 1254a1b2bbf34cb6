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

Told = tuple[str, Mapping[str, Any]]  # kind and payload of live progress


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
def record(step: Step, rows: Iterable[Told]) -> None:
    """Appends live progress; results show at once."""
    check_lease(step)
    run = Run.objects.select_for_update().get(pk=step.run_id)
    told = _append(step, run, rows)
    judged = [row.payload for row in told if row.kind == ProgressKind.CHECK]
    if judged:
        results = Results(step)
        for result in judged:
            results.store(result, order=results.place(result["check"]))
        results.save()
    run.save(update_fields=["last_seq"])


def _append(step: Step, run: Run, rows: Iterable[Told]) -> list[Progress]:
    """Stores the rows, but not the run's new `last_seq`."""
    told = [
        Progress(run=run, seq=seq, step_kind=step.kind, kind=kind, payload=payload)
        for seq, (kind, payload) in enumerate(rows, run.last_seq + 1)
    ]
    Progress.objects.bulk_create(told)
    run.last_seq += len(told)
    return told


@transaction.atomic
def settle(step: Step, outcome: Outcome, told: Iterable[Told] = ()) -> None:
    """Stores the verdict of a step that goes on: whatever happens now, the verdict stands.

    `told`: progress that led to it and is not recorded yet.
    """
    row = check_lease(step)
    run = _store(row, outcome, told)
    row.verdict = RunVerdict.PASSED if outcome.passed else RunVerdict.FAILED
    row.judged_seq = run.last_seq
    row.save()


@transaction.atomic
def finish_step(step: Step, outcome: Outcome, told: Iterable[Told] = ()) -> None:
    """Stores a finished step; the next step is queued, or the run ends and moves the submission.

    `told`: its progress that is not recorded yet.
    """
    submission = lock_submission(step.run.submission)
    row = check_lease(step)
    run = _store(row, outcome, told)
    passed = row.verdict == RunVerdict.PASSED if row.verdict else outcome.passed
    end_step(row, run, submission, passed=passed)


def _store(row: Step, outcome: Outcome, told: Iterable[Told]) -> Run:
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
    _append(row, run, told)
    Artifact.objects.bulk_create(
        [
            Artifact(run=run, name=name, blob=blob)
            for name, blob in storage.keep_all(outcome.artifacts).items()
        ],
        update_conflicts=True,
        unique_fields=["run", "name"],
        update_fields=["blob"],
    )
    if outcome.is_rest:
        row.environment = {**outcome.environment, **row.environment}
        run.save(update_fields=["last_seq"])
        return run
    row.environment = dict(outcome.environment)
    row.figures = dict(outcome.figures)
    row.notes = [dict(note) for note in outcome.notes]
    run.pack_digest = str(outcome.environment.get("pack", run.pack_digest))
    run.save(update_fields=["last_seq", "pack_digest"])
    return run
