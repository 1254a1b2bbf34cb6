"""Graded work and regrades over it: rows for what was, verbs for what is under test."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from projects.enums import Queue, RunState, RunVerdict, State, StepState
from projects.models import (
    Artifact,
    CheckResult,
    Cohort,
    Progress,
    Project,
    Regrade,
    Run,
    Step,
    Submission,
)
from projects.operations import grading, regrades
from projects.storage import keep
from protocol.steps import StepKind
from tests import factories

OLD, NEW = "a" * 64, "b" * 64
PASSED: Mapping[str, str] = {"load": "passed", "code.check": "passed"}
FAILED: Mapping[str, str] = {"load": "passed", "code.check": "failed"}


def graded(
    state: State = State.AWAITING_REVIEW,
    found: Mapping[str, str] = PASSED,
    trained: str = "passed",
    **fields: Any,
) -> Submission:
    """Work as an older version of the pack has graded it; `trained` may be "skipped"."""
    made = factories.submission(state=state, **fields)
    passed = "failed" not in found.values()
    whole = passed and trained == "passed"
    run = Run.objects.create(
        submission=made,
        number=1,
        state=RunState.FINISHED,
        verdict=RunVerdict.PASSED if whole else RunVerdict.FAILED,
        pack_digest=OLD,
        finished_at=timezone.now(),
    )
    _step(run, StepKind.EXAMINE, "passed" if passed else "failed", found)
    if not passed:
        trained = "skipped"
    results = {} if trained == "skipped" else {"training.check": trained}
    _step(run, StepKind.TRAIN, trained, results)
    if results:
        point = {"series": "train", "x": 1, "y": 0.5, "x_of": 1}
        for seq, (kind, payload) in enumerate(
            [("curve", point), ("log", {"text": "trained"})], 1
        ):
            Progress.objects.create(
                run=run, seq=seq, step_kind=StepKind.TRAIN, kind=kind, payload=payload
            )
        Artifact.objects.create(run=run, name="executed.ipynb", blob=keep(b"{}"))
    return made


def _step(run: Run, kind: StepKind, state: str, found: Mapping[str, str]) -> None:
    now = timezone.now()
    step = Step.objects.create(
        run=run,
        kind=kind,
        queue=grading.QUEUE_OF[kind],
        state=StepState(state),
        started_at=now,
        finished_at=now,
        figures={"loss": 0.5} if kind == StepKind.TRAIN else {},
    )
    for order, row in enumerate(rows(found, "old evidence"), 1):
        CheckResult.objects.create(
            step=step,
            order=order,
            check_slug=row["check"],
            outcome=row["outcome"],
            title_text=row["title"],
            hint_text=row["hint"],
            evidence=row["evidence"],
        )


def rows(found: Mapping[str, str], evidence: str) -> list[dict[str, Any]]:
    return [
        {
            "check": slug,
            "outcome": outcome,
            "title": {"en": f"Title of {slug}", "ja": f"{slug}の題"},
            "hint": {"en": f"Hint of {slug}", "ja": f"{slug}のヒント"},
            "evidence": f"{evidence} of {slug}" if outcome == "failed" else "",
            "duration_s": 0.1,
        }
        for slug, outcome in found.items()
    ]


def start(project: Project, cohort: Cohort, **fields: Any) -> Regrade:
    return regrades.start(
        **{
            "by": factories.lead(),
            "project": project,
            "cohort": cohort,
            "digest": NEW,
            "reason": "A tolerance was too tight.",
            **fields,
        }
    )


def outcome(found: Mapping[str, str]) -> grading.Outcome:
    return grading.Outcome(
        passed="failed" not in found.values(),
        results=tuple(rows(found, "new evidence")),
        environment={"python": "3.11", "pack": NEW},
        figures={},
        notes=(),
        artifacts={},
    )


def grade(
    regrade: Regrade,
    found: Mapping[Submission, Mapping[str, str]] | None = None,
    others: Mapping[str, str] = PASSED,
) -> None:
    """Carries out what waits of it on the quick queue, as workers would."""
    by_pk = {one.pk: what for one, what in (found or {}).items()}
    while (step := grading.take_next(Queue.CPU, worker="one")) is not None:
        what = by_pk.get(step.run.submission_id, others)
        grading.finish_step(step, outcome(what))
    regrade.refresh_from_db()


def errored(step: Step) -> None:
    """As often as it is tried."""
    for _ in range(3):
        grading.fail_step(step, "The disk is full.")
        Step.objects.filter(pk=step.pk).update(not_before=None)
        again = grading.take_next(Queue.CPU, worker="one")
        if again is None:
            return
        assert again.pk == step.pk
        step = again
