"""What a transition requires beside the right state and the right person.

A guard is asked by `workflow.check_allowed` before a move and by `workflow.actions_for` before a
button or an API action is offered. The docstring of its predicate is its name in
`docs/workflow.md`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import site_settings
from projects.errors import DomainError, NotAllowed, WrongState
from projects.models import Submission, User, current
from projects.rules import Predicate, known


@dataclass(frozen=True)
class Guard:
    holds: Predicate
    sentence: Callable[[], str]  # why not, in the language of whoever asked
    error: type[DomainError] = WrongState


def is_latest(user: User | None, submission: Submission) -> bool:
    """no newer attempt"""
    return not submission.is_superseded()


def is_in_dispute_window(user: User | None, submission: Submission) -> bool:
    """decided at most `DISPUTE_DAYS` days ago"""
    decided = submission.decided_at
    window = timedelta(days=settings.DISPUTE_DAYS)
    return decided is not None and timezone.now() - decided <= window


def has_hand_free(user: User | None, submission: Submission) -> bool:
    """fewer reviews in hand than the reviewer's limit, at most `REVIEWS_IN_HAND`"""
    most = (
        user.most_in_hand
        if user is not None
        else current(site_settings.REVIEWS_IN_HAND)
    )
    held: int | None = known(user, submission, "reader_holds")
    if held is None:
        held = Submission.objects.in_hand().filter(reviewer=user).count()
    return held < most


def is_open_to(user: User | None, submission: Submission) -> bool:
    """not offered to its previous reviewer first (`SAME_REVIEWER_HOURS`)"""
    return user is None or not submission.is_kept_for_another(user)


def is_not_extended(user: User | None, submission: Submission) -> bool:
    """not extended before"""
    return submission.extended_at is None


def is_undecided(user: User | None, submission: Submission) -> bool:
    """no verdict that waits to be told"""
    return not submission.is_decided()


def is_not_to_be_told(user: User | None, submission: Submission) -> bool:
    """no verdict whose time to be taken back is over"""
    return not submission.is_to_be_told()


def may_be_taken_back(user: User | None, submission: Submission) -> bool:
    """a verdict that waits to be told, for `VERDICT_GRACE_S` at most"""
    return submission.is_decided() and not submission.is_to_be_told()


def may_be_told(user: User | None, submission: Submission) -> bool:
    """no verdict that may still be taken back"""
    return not may_be_taken_back(user, submission)


def is_unexplained(user: User | None, submission: Submission) -> bool:
    """no explanation of the student yet"""
    asked = submission.explanations.first()
    return asked is not None and asked.answered_at is None


def was_heard(user: User | None, submission: Submission) -> bool:
    """the student's explanation, or `EXPLANATION_DAYS` days without one"""
    asked = submission.explanations.first()
    return asked is not None and asked.was_heard


IS_UNDECIDED = Guard(
    is_undecided, lambda: _("The verdict was sent. Take it back to change it.")
)
IS_NOT_TO_BE_TOLD = Guard(
    is_not_to_be_told, lambda: _("The verdict is being told to the student.")
)
MAY_BE_TAKEN_BACK = Guard(
    may_be_taken_back,
    lambda: _("There is no verdict to take back: the student reads it already."),
)
MAY_BE_TOLD = Guard(
    may_be_told, lambda: _("The verdict was sent. Take it back to change it.")
)
IS_UNEXPLAINED = Guard(
    is_unexplained, lambda: _("Your explanation has arrived already.")
)
WAS_HEARD = Guard(
    was_heard,
    lambda: _("The student still has time to explain: hear them before you decide."),
)
APPEAL_IS_OF_LATEST = Guard(
    is_latest, lambda: _("There is a newer attempt; appeal that one.")
)
REVIEW_IS_OF_LATEST = Guard(
    is_latest, lambda: _("There is a newer attempt; its review counts.")
)
IN_DISPUTE_WINDOW = Guard(
    is_in_dispute_window,
    lambda: (
        _("A review can be disputed within %(days)s days.")
        % {"days": settings.DISPUTE_DAYS}
    ),
)
HAS_HAND_FREE = Guard(
    has_hand_free,
    lambda: _(
        "You have as many reviews in hand as you may. Publish or hand back one first."
    ),
    NotAllowed,
)
IS_OPEN_TO_ALL = Guard(
    is_open_to,
    lambda: _("It is offered to the reviewer of the previous attempt first."),
    NotAllowed,
)
IS_NOT_EXTENDED = Guard(
    is_not_extended, lambda: _("The time of this review was extended already.")
)
