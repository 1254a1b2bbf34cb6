"""Has a recorded run happen again, through the operations that workers use."""

from collections.abc import Callable
from datetime import timedelta

from projects.enums import Queue
from projects.models import Step, Submission
from projects.operations import grading
from projects.operations.demo.records import Record, RecordedStep

WORKERS = {Queue.CPU: "cpu@grader-1:1874", Queue.GPU: "gpu@grader-1:1921"}
IN_LINE = timedelta(seconds=3)  # until a worker that is free takes a step

Passes = Callable[[timedelta], None]
"""Lets so much time pass."""


def replay(submission: Submission, record: Record, passes: Passes) -> None:
    """Takes the submission's run from the queue to its end."""
    for recorded in record.steps:
        passes(IN_LINE)
        step = take(submission)
        passes(timedelta(seconds=recorded.seconds))
        _carry_out(step, recorded)


def take(submission: Submission) -> Step:
    """The step of its run that is in line, now in a worker's hands."""
    steps = Step.objects.filter(run__submission=submission, state="queued")
    queued = steps.get()
    step = grading.take(queued.pk, worker=WORKERS[Queue(queued.queue)])
    if step is None:
        raise RuntimeError(f"Another worker took step {queued.pk} of the demo.")
    return step


def _carry_out(step: Step, recorded: RecordedStep) -> None:
    if recorded.settled:
        grading.record(step, recorded.rows[: recorded.settled])
        grading.settle(step, recorded.verdict())
    grading.record(step, recorded.rows[recorded.settled :])
    grading.finish_step(step, recorded.outcome)
