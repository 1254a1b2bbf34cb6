"""Who holds a review, and until when: what is decided beside claiming and handing back."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import site_settings
from projects.enums import Action, EventKind
from projects.errors import NotAllowed, WrongState
from projects.guards import has_hand_free
from projects.models import Event, Review, Submission, User, current
from projects.operations.notifications import notify_person
from projects.operations.reviews import draft_of
from projects.rules import is_reviewer, may_claim
from projects.text_limits import REASON, fitting
from projects.workflow import lock_person, lock_submission, move


def held_by(reviewer: User) -> dict[str, Any]:
    """The fields of a claim that begins now."""
    now = timezone.now()
    return {
        "reviewer": reviewer,
        "claimed_at": now,
        "claim_expires_at": now + timedelta(hours=current(site_settings.REVIEW_HOURS)),
        "extended_at": None,
    }


def refuse_late(by: User) -> None:
    """Tells a reviewer, whose page still offered it, that a work cannot be claimed any more.

    It is out of their sight then. Of a work that never was they hear the same, and whoever reviews
    nothing hears nothing.
    """
    if is_reviewer(by):
        raise WrongState(
            _(
                "It is no longer in the queue: another reviewer has taken it, or its student"
                " has withdrawn it. Choose another one."
            )
        )


@transaction.atomic
def extend(submission: Submission, *, by: User) -> datetime:
    """Gives the reviewer `EXTENSION_HOURS` more, once per claim. Returns the new end."""
    ends = lock_submission(submission).claim_expires_at
    later = (ends or timezone.now()) + timedelta(
        hours=current(site_settings.EXTENSION_HOURS)
    )
    now = timezone.now()
    move(submission, Action.EXTEND, by=by, claim_expires_at=later, extended_at=now)
    return later


@transaction.atomic
def assign(submission: Submission, *, by: User, to: User, reason: str = "") -> Review:
    """A lead gives work to a reviewer who could claim it. Both who held it and who gets it are told.

    What it is offered to first does not bind a lead; the reviewer's certification and limit do.
    """
    reason = fitting(reason, REASON, "reason")

    def require(locked: Submission) -> None:
        if locked.reviewer_id == to.pk:
            raise NotAllowed(_("This reviewer has it in hand already."))
        check_may_hold(to, locked)

    lock_person(to)
    return _hand_over(
        submission, Action.ASSIGN, by=by, to=to, body=reason, require=require
    )


def check_may_hold(reviewer: User, submission: Submission) -> None:
    """Raises unless the reviewer could claim it, and has a hand free."""
    if not may_claim(reviewer, submission) or not reviewer.is_active:
        raise NotAllowed(
            _("%(person)s may not review this submission.") % {"person": reviewer}
        )
    if not has_hand_free(reviewer, submission):
        raise NotAllowed(
            _("%(person)s has as many reviews in hand as they may.")
            % {"person": reviewer}
        )


@transaction.atomic
def take_over(submission: Submission, *, by: User, reason: str = "") -> Review:
    """A lead takes the work into their own hands, whoever holds it. The holder is told."""
    reason = fitting(reason, REASON, "reason")
    return _hand_over(submission, Action.TAKE_OVER, by=by, to=by, body=reason)


def _hand_over(
    submission: Submission, action: Action, *, by: User, to: User, **more: Any
) -> Review:
    former = lock_submission(submission).reviewer
    event = move(
        submission,
        action,
        by=by,
        data={"reviewer": to.pk, "former": former.pk if former else None},
        **held_by(to),
        **more,
    )
    for person in {to, former or to}:
        notify_person(event, person)
    return draft_of(submission, to)


def warn_before_end() -> int:
    """Tells reviewers whose time is nearly up, once per end. Returns how many."""
    ahead = timedelta(minutes=current(site_settings.WARN_BEFORE_END_MINUTES))
    told = Event.objects.filter(
        submission=OuterRef("pk"),
        kind=EventKind.CLAIM_ENDS,
        at__gte=OuterRef("claim_expires_at") - ahead,
    )
    ending = Submission.objects.in_hand().filter(
        ~Exists(told),
        claim_expires_at__lte=timezone.now() + ahead,
        # A claim that is shorter than the warning, as in trials, is not announced.
        claim_expires_at__gt=F("claimed_at") + ahead,
    )
    return sum(map(_warn, ending))


def _warn(submission: Submission) -> bool:
    with transaction.atomic():
        seen = submission.claim_expires_at
        locked = lock_submission(submission)
        if locked.claim_expires_at != seen or locked.reviewer is None:
            return False  # decided, handed back or extended meanwhile
        event = Event.objects.create(submission=locked, kind=EventKind.CLAIM_ENDS)
        notify_person(event, locked.reviewer)
        return True
