"""The words of grading: runs, their steps, the workers that take them, and regrades."""

from collections.abc import Sequence

from django.db.models import IntegerChoices, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from protocol.steps import Outcome, StepKind


class RunState(TextChoices):
    QUEUED = "queued", _("Waiting for a worker")
    RUNNING = "running", _("Running")
    FINISHED = "finished", _("Finished")
    ERRORED = "errored", _("Stopped by an error on our side")
    QUARANTINED = "quarantined", _("Set aside: workers died on it")
    CANCELLED = "cancelled", _("Cancelled")

    @classmethod
    def live(cls) -> tuple["RunState", ...]:
        return (cls.QUEUED, cls.RUNNING)

    @classmethod
    def faulty(cls) -> tuple["RunState", ...]:
        """Ended by us, without a verdict."""
        return (cls.ERRORED, cls.QUARANTINED)


class RunVerdict(TextChoices):
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Failed")


class RegradeState(TextChoices):
    """Where a new version's way over a cohort is."""

    RUNNING = "running", _("Running")
    READY = "ready", _("Waits for a decision")
    PUBLISHING = "publishing", _("Being published")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")
    CANCELLED = "cancelled", _("Cancelled")

    @classmethod
    def open(cls) -> tuple["RegradeState", ...]:
        """At most one of a project and cohort may be in one of them."""
        return (cls.RUNNING, cls.READY, cls.PUBLISHING)


class Change(TextChoices):
    """What a regrade found of one submission, beside the result that counts."""

    PASSES = "passes", _("Would pass now")
    FAILS = "fails", _("Would fail now")
    FINDINGS = "findings", _("Same verdict, other findings")
    SAME = "same", _("Unchanged")
    FAULT = "fault", _("An error on our side")
    GONE = "gone", _("Has moved on since")

    @classmethod
    def affecting(cls) -> tuple["Change", ...]:
        """Those that publishing shows and tells; of all others nobody hears."""
        return (cls.PASSES, cls.FAILS, cls.FINDINGS)


STEP_KINDS: Sequence[tuple[str, Promise]] = [
    (StepKind.EXAMINE, _("Hidden checks")),
    (StepKind.TRAIN, pgettext_lazy("of a network", "Training")),
]
OUTCOMES: Sequence[tuple[str, Promise]] = [
    (Outcome.PASSED, _("Passed")),
    (Outcome.FAILED, _("Found something to change")),
    (Outcome.BROKEN, _("Stopped by an error on our side")),
    (Outcome.SKIPPED, _("Skipped")),
    (Outcome.UNJUDGED, _("For a reviewer to judge")),
]


class StepState(TextChoices):
    PENDING = "pending", _("Not started")  # an earlier step must pass first
    QUEUED = "queued", _("Waiting for a worker")
    RUNNING = "running", _("Running")
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Found something to change")
    SKIPPED = "skipped", _("Skipped")
    ERRORED = "errored", _("Stopped by an error on our side")
    CANCELLED = "cancelled", _("Cancelled")

    @classmethod
    def live(cls) -> tuple["StepState", ...]:
        return (cls.QUEUED, cls.RUNNING)


class Queue(TextChoices):
    """Celery's queues: quick checks, and training on a GPU where there is one."""

    CPU = "cpu", _("Checks")
    GPU = "gpu", pgettext_lazy("of a network", "Training")


class Priority(IntegerChoices):
    """Of a step among those that wait: the smaller is taken first, whatever its age."""

    LIVE = 0, _("Somebody waits for it")
    REGRADE = 1, _("In the background")


class WorkerState(TextChoices):
    """The last two are never stored: they are judged when a worker's row is read."""

    STARTING = "starting", _("Starting")  # the doctor looks at the machine
    READY = "ready", _("Ready")
    BUSY = "busy", _("At work")
    UNFIT = "unfit", _("Unfit")
    STOPPED = "stopped", _("Stopped")
    DRAINING = "draining", _("Finishing its last step")
    SILENT = "silent", _("Not answering")

    @classmethod
    def takers(cls) -> tuple["WorkerState", ...]:
        return (cls.READY, cls.BUSY)

    @classmethod
    def stored(cls) -> tuple["WorkerState", ...]:
        return (cls.STARTING, cls.READY, cls.BUSY, cls.UNFIT, cls.STOPPED)


class ChecksPolicy(TextChoices):
    RETURN = "return", _("Failed checks return the work to the student")
    REVIEW = "review", _("Failed checks go on to a reviewer")
