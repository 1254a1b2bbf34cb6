"""A student is asked how alike code came about, and a lead decides. Nothing decides by itself.

While it is asked for, nobody holds the work and no clock runs; its place in the queue is kept.
docs/decisions/0063.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import Action, EventKind, UnableReason
from projects.errors import Incomplete
from projects.models import Event, Explanation, Likeness, Review, Submission, User
from projects.operations.naming import named_in
from projects.operations.notifications import (
    notify,
    notify_of_outcome,
    notify_person,
)
from projects.operations.standing_requests import serve_soon
from projects.queries.explanations import awaiting_decision
from projects.rules import is_other_lead
from projects.text_limits import REASON, REVIEW, fitting
from projects.workflow import Requirement, lock_submission, move

EXPLANATION_DAYS = 7  # then a lead may decide without an answer
REMINDED_EVERY = timedelta(days=1)


@transaction.atomic
def ask(
    submission: Submission,
    *,
    by: User,
    reason: str,
    question: str = "",
    likeness: Likeness | None = None,
) -> Explanation:
    """`reason` is for leads; `question` the student reads, so it names nobody else.

    Whoever had the review in hand hears of it if a lead asks.
    """
    reason = fitting(reason, REASON, "reason")
    question = fitting(question, REASON, "question")

    def require(locked: Submission) -> None:
        if not reason:
            raise Incomplete(_("Say why, for the lead who decides."), field="reason")
        if likeness is not None and (found := _other_named(question, likeness, locked)):
            words = _(
                "This names the other student (“%(words)s”). Ask without naming anybody."
            )
            raise Incomplete(words % {"words": found}, field="question")

    holder = lock_submission(submission).reviewer
    event = move(
        submission,
        Action.ASK_TO_EXPLAIN,
        by=by,
        require=require,
        data={"reviewer": holder.pk if holder else None},
        claimed_at=None,
        claim_expires_at=None,
        extended_at=None,
    )
    now = timezone.now()
    asked = Explanation.objects.create(
        submission=submission,
        likeness=likeness,
        asked_by=by,
        asked_at=now,
        reason=reason,
        question=question,
        due_at=now + timedelta(days=EXPLANATION_DAYS),
    )
    notify(event)
    if holder is not None:
        notify_person(event, holder)
    return asked


def _other_named(question: str, likeness: Likeness, asked: Submission) -> str:
    """The words by which the question names the student of the other work."""
    if likeness.other is None:
        return ""
    other = likeness.other.student
    return named_in(
        question, name=other.name, address=other.email, reader=asked.student.name
    )


@transaction.atomic
def explain(submission: Submission, *, by: User, answer: str) -> Explanation:
    """The student answers, also after the time is up, as long as no lead has decided."""
    answer = fitting(answer, REVIEW, "answer")

    def require(locked: Submission) -> None:
        if not answer:
            raise Incomplete(_("Write a few words."), field="answer")

    event = move(submission, Action.EXPLAIN, by=by, require=require)
    asked = submission.explanations.all()[:1].get()
    asked.answer, asked.answered_at = answer, event.at
    asked.save(update_fields=["answer", "answered_at"])
    _tell_leads(event)
    return asked


@transaction.atomic
def resume_review(submission: Submission, *, by: User, reason: str) -> None:
    """Back to its place in the queue, offered first to whoever had it in hand."""
    reason, holder = _decision(reason), lock_submission(submission).reviewer
    event = move(
        submission, Action.RESUME_REVIEW, by=by, require=_has(reason), body=reason
    )
    notify(event)
    if holder is not None:
        notify_person(event, holder)
    serve_soon(submission)


@transaction.atomic
def not_accept(submission: Submission, *, by: User, reason: str) -> Review:
    """Ends the attempt as one that could not be reviewed. The lead signs for the words."""
    reason, holder = _decision(reason), lock_submission(submission).reviewer
    event = move(
        submission,
        Action.NOT_ACCEPT,
        by=by,
        require=_has(reason),
        body=reason,
        reviewer=by,
        decided_at=timezone.now(),
        unable_reason=UnableReason.PLAGIARISM,
    )
    review = Review.objects.create(
        submission=submission,
        reviewer=by,
        general=reason,
        verdict=submission.state,
        unable_reason=UnableReason.PLAGIARISM,
        published_at=event.at,
    )
    notify(event)
    notify_of_outcome(event)
    if holder is not None:
        notify_person(event, holder)
    return review


def _decision(reason: str) -> str:
    return fitting(reason, REASON, "reason")


def _has(reason: str) -> Requirement:
    def require(locked: Submission) -> None:
        if not reason:
            raise Incomplete(_("Say why: the student reads it."), field="reason")

    return require


def remind_leads() -> int:
    """Tells leads of what has waited for them for a day since they were told last.

    That the student's time was over is told the same way, once it is.
    """
    waiting = awaiting_decision().filter(~Exists(_told_lately(OuterRef("pk"))))
    return sum(map(_remind, waiting))


def _told_lately(submission: Submission | OuterRef) -> QuerySet[Event]:
    since = timezone.now() - REMINDED_EVERY
    told = Event.objects.filter(kind__in=EventKind.told_to_leads(), at__gte=since)
    return told.filter(submission=submission)


def _remind(submission: Submission) -> bool:
    with transaction.atomic():
        locked = lock_submission(submission)
        decided = not awaiting_decision().filter(pk=locked.pk).exists()
        if decided or _told_lately(locked).exists():
            return False
        _tell_leads(
            Event.objects.create(submission=locked, kind=EventKind.EXPLANATION_WAITS)
        )
        return True


def _tell_leads(event: Event) -> None:
    """Those who may decide on it."""
    leads = User.objects.filter(Q(is_staff=True) | Q(is_lead=True), is_active=True)
    for person in leads:
        if is_other_lead(person, event.submission):
            notify_person(event, person)
