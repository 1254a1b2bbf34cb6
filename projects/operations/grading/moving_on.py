"""What follows a finished step: the next step, or the end of the run and a move of the submission."""

from django.utils import timezone

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
    Event,
    Run,
    Step,
    Submission,
)
from projects.operations.grading import observers
from projects.operations.grading.starting import queue_step
from projects.operations.notifications import notify
from projects.operations.standing_requests import serve_soon
from projects.workflow import move


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
