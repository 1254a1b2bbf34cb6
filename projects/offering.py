"""To whom work that joins the queue is offered first, for `SAME_REVIEWER_HOURS`."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from projects import site_settings
from projects.enums import State
from projects.models import Review, Submission, User, current
from projects.rules import may_claim


def first_offer(locked: Submission, target: State) -> dict[str, Any]:
    """To whom it is offered first, if they may claim it: to whoever had it before.

    A resubmission to its previous reviewer, explained work to whom it was in the hands of.
    """
    first = None
    if locked.state == State.EXPLAINING:
        first = _if_free_to_claim(locked.reviewer or locked.offered_first_to, locked)
    elif target == State.AWAITING_REVIEW and locked.state != State.IN_REVIEW:
        first = previous_reviewer(locked)
    hours = timedelta(hours=current(site_settings.SAME_REVIEWER_HOURS))
    return {
        "offered_first_to": first,
        "offered_until": timezone.now() + hours if first else None,
    }


def previous_reviewer(submission: Submission) -> User | None:
    """Who published the last review of an earlier attempt, if they may claim this one."""
    earlier = Review.objects.filter(
        submission__student=submission.student_id,
        submission__cohort=submission.cohort_id,
        submission__project=submission.project_id,
        submission__attempt__lt=submission.attempt,
        published_at__isnull=False,
    )
    last = earlier.select_related("reviewer").order_by("-published_at", "-pk").first()
    return _if_free_to_claim(last.reviewer if last else None, submission)


def _if_free_to_claim(person: User | None, submission: Submission) -> User | None:
    if person is None or not person.is_active:
        return None
    return person if may_claim(person, submission) else None
