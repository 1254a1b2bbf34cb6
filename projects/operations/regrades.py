"""A new version of a pack's checks over a cohort: started, watched, then published or not.

Nobody but leads hears of it before it is published, and publishing takes nothing away from
anybody: docs/decisions/0020-regrade.md.
"""

import logging
import time

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import (
    Action,
    Change,
    EventKind,
    Priority,
    Queue,
    RegradeState,
    RunState,
    RunVerdict,
    State,
    StepState,
)
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import (
    Cohort,
    Comparison,
    Event,
    Project,
    Regrade,
    Run,
    Step,
    Submission,
    User,
)
from projects.operations import grading
from projects.operations.notifications import notify
from projects.operations.regrade_results import carry_what_was_seen, mark_ready
from projects.queries.regrades import has_moved_on, to_regrade, unsettled
from projects.rules import leads_cohort
from projects.text_limits import CORRECTION, fitting
from projects.workflow import lock_person, lock_submission, move
from protocol.steps import StepKind

logger = logging.getLogger(__name__)

PUBLISH_S = 4.0  # what one request, or one sweep, spends on publishing
BATCH = 500  # rows of one INSERT


def _for_leads(by: User, cohort: Cohort | int) -> None:
    if not leads_cohort(by, cohort):
        raise NotAllowed(_("Only leads and admins regrade."))


# --- starting and stopping -------------------------------------------------------------------


@transaction.atomic
def start(  # noqa: PLR0913 - the form has five fields
    *,
    by: User,
    project: Project,
    cohort: Cohort,
    digest: str,
    reason: str,
    with_training: bool = False,
) -> Regrade:
    """Queues a run of this version for every last attempt that another one has graded."""
    _for_leads(by, cohort)
    reason = fitting(reason, CORRECTION, "reason")
    if not reason:
        raise Incomplete(_("Say what was corrected."), field="reason")
    regrade = _created(
        created_by=by,
        project=project,
        cohort=cohort,
        digest=digest,
        reason=reason,
        with_training=with_training,
    )
    if not _queue_runs(regrade):
        raise Incomplete(_("There is nothing here that another version has graded."))
    # robust: a broker that is down must not undo it; the sweep wakes the workers.
    transaction.on_commit(lambda: grading.wake(Queue.CPU), robust=True)
    return regrade


def _created(**fields: object) -> Regrade:
    try:
        with transaction.atomic():
            return Regrade.objects.create(**fields)
    except IntegrityError as error:
        raise WrongState(
            _("Another regrade of this project and cohort waits for a decision.")
        ) from error


def _queue_runs(regrade: Regrade) -> int:
    """A few statements for thousands of rows. Returns how many runs there are."""
    chosen = to_regrade(regrade.cohort, regrade.project, regrade.digest)
    # Held while their runs are numbered, so that nobody else numbers one meanwhile.
    held = Submission.objects.filter(pk__in=chosen.values("pk"))
    list(held.order_by("pk").select_for_update().values_list("pk", flat=True))
    rows = list(chosen.values_list("pk", "base", "last_number").order_by("pk"))
    runs = Run.objects.bulk_create(
        [
            Run(
                submission_id=pk,
                number=last_number + 1,
                pack_digest=regrade.digest,
                regrade=regrade,
                counts=False,
            )
            for pk, _base, last_number in rows
        ],
        batch_size=BATCH,
    )
    Comparison.objects.bulk_create(
        [
            Comparison(regrade=regrade, submission_id=pk, base_id=base, run=run)
            for run, (pk, base, _last) in zip(runs, rows, strict=True)
        ],
        batch_size=BATCH,
    )
    steps = [_step(run, kind) for run in runs for kind in StepKind]
    Step.objects.bulk_create(steps, batch_size=BATCH)
    return len(runs)


def _step(run: Run, kind: StepKind) -> Step:
    first = kind == StepKind.EXAMINE
    return Step(
        run=run,
        kind=kind,
        queue=grading.QUEUE_OF[kind],
        priority=Priority.REGRADE,
        state=StepState.QUEUED if first else StepState.PENDING,
        queued_at=run.created_at if first else None,
    )


@transaction.atomic
def cancel(regrade: Regrade, *, by: User) -> None:
    """Stops what still runs for it; workers notice at their next write or heartbeat."""
    _for_leads(by, regrade.cohort_id)
    _decide(regrade, RegradeState.RUNNING, RegradeState.CANCELLED, by=by)
    now = timezone.now()
    live = Run.objects.filter(regrade=regrade, state__in=RunState.live())
    Step.objects.filter(
        run__regrade=regrade, state__in=[*StepState.live(), StepState.PENDING]
    ).update(state=StepState.CANCELLED, finished_at=now, fence=None, lease_until=None)
    live.update(state=RunState.CANCELLED, finished_at=now)


@transaction.atomic
def discard(regrade: Regrade, *, by: User) -> None:
    """Nothing changes for anybody. The runs stay, for leads to look at."""
    _for_leads(by, regrade.cohort_id)
    _decide(regrade, RegradeState.READY, RegradeState.DISCARDED, by=by)


def _decide(
    regrade: Regrade, before: RegradeState, after: RegradeState, *, by: User
) -> None:
    """Locks, looks, writes: of two who decide at once, one finds it decided."""
    locked = Regrade.objects.select_for_update(of=("self",)).get(pk=regrade.pk)
    if locked.state != before:
        raise WrongState(
            _("This regrade is now “%(state)s”.")
            % {"state": RegradeState(locked.state).label}
        )
    locked.state, locked.decided_by, locked.decided_at = after, by, timezone.now()
    locked.save(update_fields=["state", "decided_by", "decided_at"])
    regrade.refresh_from_db()


# --- publishing ------------------------------------------------------------------------------


def publish(regrade: Regrade, *, by: User) -> int:
    """Makes the new results count for all whom they affect, and tells them.

    Each submission in a transaction of its own: nobody waits for thousands, and what breaks
    off goes on with the next sweep. Returns how many are left to it.
    """
    _for_leads(by, regrade.cohort_id)
    with transaction.atomic():
        _decide(regrade, RegradeState.READY, RegradeState.PUBLISHING, by=by)
    left = carry_on(regrade)
    regrade.refresh_from_db()
    return left


def carry_on(regrade: Regrade, *, seconds: float = PUBLISH_S) -> int:
    """Publishes for as long as that. Returns how many are left."""
    end = time.monotonic() + seconds
    for pk in list(unsettled(regrade).values_list("pk", flat=True)):
        if time.monotonic() > end:
            break
        try:
            _settle(pk)
        except (
            Exception
        ):  # one that fails, whatever the reason, must not hold up the others
            logger.exception("Comparison %s could not be published yet", pk)
    left = unsettled(regrade).count()
    if not left:
        publishing = Regrade.objects.filter(state=RegradeState.PUBLISHING)
        publishing.filter(pk=regrade.pk).update(state=RegradeState.PUBLISHED)
    return left


@transaction.atomic
def _settle(pk: int) -> None:
    """One submission: the new run counts from now on, unless the work has moved on."""
    found = Comparison.objects.select_related("submission__student").get(pk=pk)
    lock_person(
        found.submission.student
    )  # who may hand in a new attempt at this very moment
    submission = lock_submission(found.submission)
    comparison = (
        Comparison.objects.select_related("run", "base", "regrade")
        .select_for_update(of=("self",))
        .get(pk=pk)
    )
    if comparison.settled_at is not None:  # another sweep was faster
        return
    if has_moved_on(comparison, submission):
        comparison.change = Change.GONE
    else:
        run = comparison.run
        run.counts = True
        run.save(update_fields=["counts"])
        carry_what_was_seen(run, comparison.base)
        notify(_told(comparison, submission))
    comparison.settled_at = timezone.now()
    comparison.save(update_fields=["change", "settled_at"])


def _told(comparison: Comparison, submission: Submission) -> Event:
    """Work that was sent back by mistake joins the queue. Nothing else is moved: see 0020."""
    regrade = comparison.regrade
    data = {"regrade": regrade.pk, "change": comparison.change}
    passes = comparison.run.verdict == RunVerdict.PASSED
    if passes and submission.state == State.RETURNED:
        return move(
            submission,
            Action.REGRADE_PASSES,
            by=None,
            body=regrade.reason,
            data=data,
            # The place it would have had.
            queued_at=submission.decided_at or timezone.now(),
        )
    return Event.objects.create(
        submission=submission,
        kind=EventKind.REGRADED,
        body=regrade.reason,
        data=data,
    )


# --- the clock -------------------------------------------------------------------------------


def sweep() -> None:
    """What a worker or a request that died had left undone."""
    mark_ready(Regrade.objects.all())
    for regrade in Regrade.objects.filter(state=RegradeState.PUBLISHING):
        left = carry_on(regrade)
        logger.info("Regrade %s: %s submissions left to publish", regrade.pk, left)
