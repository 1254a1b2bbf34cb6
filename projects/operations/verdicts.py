"""From a verdict that was sent to one that is told.

For `VERDICT_GRACE_S` the reviewer can take it back: until it is told the submission stays in review
and the review is a draft, so that no page, letter or API has anything to give away. The verdict is
in the row; whoever reads it after its time tells it, and the sweep does.
"""

import logging
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from projects import site_settings
from projects.enums import Action
from projects.errors import DomainError
from projects.models import Review, Submission, User, current
from projects.models.submission_queryset import SubmissionQuerySet
from projects.operations.findings import keep_findings
from projects.operations.notifications import notify, notify_of_outcome
from projects.workflow import Requirement, lock_submission, move

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class PendingVerdict:
    """What the reviewer decided; the rest goes with being unable to review."""

    action: str
    unable_reason: str = ""
    body: str = ""


def decide(
    submission: Submission, verdict: PendingVerdict, *, by: User, require: Requirement
) -> Review:
    """Sends a verdict; without a grace it is told at once. Inside the verb's transaction."""
    grace = timedelta(seconds=current(site_settings.VERDICT_GRACE_S))
    if not grace:
        return _tell(submission, verdict, by=by, require=require)
    locked, now = lock_submission(submission), timezone.now()
    move(
        submission,
        Action.DECIDE,
        by=by,
        require=require,
        data={"action": verdict.action},
        verdict_due_at=now + grace,
        pending_verdict=asdict(verdict),
        # The claim's clock stands still meanwhile: what is taken back has the time it had.
        claim_expires_at=(locked.claim_expires_at or now) + grace,
    )
    return _draft(submission, by)


@transaction.atomic
def take_back(submission: Submission, *, by: User) -> Review:
    """The draft again, in the same claim."""
    move(submission, Action.TAKE_BACK, by=by, verdict_due_at=None, pending_verdict={})
    return _draft(submission, by)


@transaction.atomic
def tell(submission: Submission) -> bool:
    """Tells a verdict whose time is over. Anybody may ask, at any time, as often as they like."""
    locked = lock_submission(submission)
    if not locked.is_to_be_told() or locked.reviewer is None:
        return False
    _tell(locked, PendingVerdict(**locked.pending_verdict), by=locked.reviewer)
    return True


def tell_all(among: SubmissionQuerySet) -> int:
    """Those whose time is over; one that fails keeps none of the others back."""
    told = 0
    for submission in among.to_be_told():
        try:
            told += tell(submission)
        except DomainError:
            logger.exception("The verdict on submission %s was not told", submission.pk)
    return told


def _draft(submission: Submission, by: User) -> Review:
    drafts = Review.objects.filter(submission=submission, published_at__isnull=True)
    return drafts.get(reviewer=by)


def _tell(
    submission: Submission,
    verdict: PendingVerdict,
    *,
    by: User,
    require: Requirement | None = None,
) -> Review:
    now = timezone.now()
    event = move(
        submission,
        Action(verdict.action),
        by=by,
        require=require,
        body=verdict.body,
        decided_at=now,
        claim_expires_at=None,
        unable_reason=verdict.unable_reason,
    )
    review = _draft(submission, by)
    review.published_at, review.verdict = now, submission.state
    if verdict.action == Action.CANNOT_REVIEW:
        review.unable_reason, review.general = verdict.unable_reason, verdict.body
    review.save(update_fields=["published_at", "verdict", "unable_reason", "general"])
    keep_findings(review)
    notify(event)
    notify_of_outcome(event)
    return review
