"""A step is given up: its verdict stands if it has one, else the work waits for staff."""

import logging
from typing import Any

from django.utils import timezone

from projects.enums import EventKind, RunState, RunVerdict, State, StepState
from projects.models import Event, Run, Step, Submission
from projects.operations.grading import observers
from projects.operations.grading.holding import hold
from projects.operations.grading.moving_on import end_step
from protocol.rerun import OUR_FAULT, RERUN, TITLE
from protocol.steps import Outcome

logger = logging.getLogger(__name__)


def give_up(step: Step, submission: Submission, state: RunState) -> None:
    """A verdict that exists stands. Without one the work waits for staff."""
    logger.error("Step %s: given up (%s): %s", step.pk, state, step.incident)
    run = Run.objects.select_for_update().get(pk=step.run_id)
    verdict = verdict_in(step)
    if verdict is not None:
        if step.verdict:
            step.results.update_or_create(check_slug=RERUN, defaults=_not_run(step))
        end_step(step, run, submission, passed=verdict == RunVerdict.PASSED)
        return
    step.state, step.finished_at = StepState.ERRORED, timezone.now()
    step.fence = step.lease_until = step.deadline_at = None
    step.save()
    end_without_verdict(run, submission, state)


def verdict_in(step: Step) -> RunVerdict | None:
    """What is certain of a step that did not come to its end; None: nothing.

    Once its checks are all judged, that is their verdict: only the notebook was still to be run.
    Before that, a single check that the work failed in the last try decides, whatever the others
    would have said. Nothing but all of them lets work pass.
    """
    if step.verdict:
        return RunVerdict(step.verdict)
    failed = step.results.filter(outcome=Outcome.FAILED).exclude(check_slug=RERUN)
    return RunVerdict.FAILED if failed.exists() else None


def _not_run(step: Step) -> dict[str, Any]:
    return {
        "order": step.results.exclude(check_slug=RERUN).count() + 1,
        "outcome": Outcome.UNJUDGED,
        "title_text": TITLE,
        "hint_text": OUR_FAULT,
        "evidence": "",
    }


def end_without_verdict(run: Run, submission: Submission, state: RunState) -> None:
    now = timezone.now()
    run.steps.filter(state=StepState.PENDING).update(state=StepState.SKIPPED)
    run.state, run.finished_at = state, now
    run.save(update_fields=["state", "finished_at"])
    logger.error("Run %s of submission %s: %s", run.pk, submission.uid, state)
    observers.run_ended(run)
    if not run.counts:
        return
    Event.objects.create(
        submission=submission, kind=EventKind.RUN_ERRORED, data={"run": state.value}
    )
    if submission.state == State.CHECKING:
        hold(submission)
