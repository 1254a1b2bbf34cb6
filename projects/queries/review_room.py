"""Reads of the review room: what waits, what is in hand, what was said before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    When,
    prefetch_related_objects,
)
from django.utils import timezone

from projects.enums import CertificationState, EventKind, RunState, State
from projects.models import (
    Artifact,
    Certification,
    Comment,
    CriterionDispute,
    Event,
    Likeness,
    Review,
    Run,
    Submission,
    SubmissionFile,
    User,
)
from projects.models.submission_queryset import SubmissionQuerySet
from projects.queries.feedback import whole
from projects.queries.kept import KeptQuery
from projects.queries.queue import fitting, in_hand
from projects.queries.threads import read_replies
from protocol.artifacts import EXECUTED

# What a row does not show, and what would be decoded for each.
UNSEEN_OF_PROJECTS = tuple(
    f"project__{name}"
    for name in ("brief_text", "presentation", "summary_text", "pack_title_text")
)


def _with_marks(submissions: SubmissionQuerySet) -> SubmissionQuerySet:
    """Adds what a reviewer wants to know before claiming: `is_disputed`, `is_unchecked`."""
    counted = Run.objects.counted().filter(submission=OuterRef("pk"))
    disputes = CriterionDispute.objects.filter(review__submission=OuterRef("pk"))
    related = ("project", "cohort", "student", "reviewer")
    rows = submissions.select_related(*related).defer(*UNSEEN_OF_PROJECTS)
    return rows.annotate(
        is_disputed=Exists(disputes),
        is_unchecked=Exists(counted.filter(state__in=RunState.faulty()))
        & ~Exists(counted.filter(state=RunState.FINISHED)),
    )


def fitting_first(user: User) -> SubmissionQuerySet:
    """What fits a reviewer: what is offered to them first, then the oldest.

    Also what is offered to another first, which they cannot claim yet.
    """
    mine = Case(
        When(offered_first_to=user, offered_until__gt=timezone.now(), then=0), default=1
    )
    return fitting(user).order_by(mine, "queued_at", "pk")


def waiting(user: User) -> SubmissionQuerySet:
    """Everything that waits, for those who look after the queue; oldest first."""
    free = Submission.objects.visible_to(user).free_to_claim()
    return free.order_by("queued_at", "pk")


def rows_of(keys: Iterable[int]) -> list[Submission]:
    """In this order, as lists show them.

    A list is put in order by its keys alone: where SQLite is to sort whole rows, it reads every
    submission that there ever was.
    """
    wanted = list(keys)
    found = {row.pk: row for row in _marked(*wanted)} if wanted else {}
    return [found[key] for key in wanted]


_marked = KeptQuery(lambda *keys: _with_marks(Submission.objects.filter(pk__in=keys)))


def claimed_rows(user: User) -> SubmissionQuerySet:
    """What anybody has in hand, the first to run out first."""
    held = Submission.objects.visible_to(user).in_hand()
    return _with_marks(held.order_by("claim_expires_at", "pk"))


def held_rows(user: User) -> SubmissionQuerySet:
    """What this person has in hand, then what others have; of each the first to run out first."""
    theirs = Case(When(reviewer=user, then=0), default=1)
    return claimed_rows(user).order_by(theirs, "claim_expires_at", "pk")


in_hand_rows = KeptQuery(lambda user: _with_marks(in_hand(user)))


def in_hand_and_sent(user: User) -> tuple[list[Submission], list[Submission]]:
    """What they have in hand, and their verdicts that wait to be told: one query, the next first."""
    mine = Submission.objects.filter(reviewer=user)
    rows = _with_marks(mine.in_hand() | mine.decided())
    found = list(rows.order_by("verdict_due_at", "claim_expires_at", "pk"))
    sent = [one for one in found if one.is_decided()]
    return [one for one in found if not one.is_decided()], sent


def who_may_hold(submission: Submission) -> list[User]:
    """Reviewers to whom a lead may assign it, those with the emptiest hands first: `user.held`."""
    now = timezone.now()
    held = Q(
        submissions_in_review__state=State.IN_REVIEW,
        submissions_in_review__claim_expires_at__gt=now,
        submissions_in_review__verdict_due_at=None,
    )
    certified = Certification.objects.filter(
        user=OuterRef("pk"),
        project=submission.project_id,
        language=submission.language,
        state=CertificationState.CERTIFIED,
    )
    disputed = submission.reviews.filter(
        reviewer=OuterRef("pk"), published_at__isnull=False, disputes__isnull=False
    )
    people = User.objects.filter(
        Exists(certified),
        ~Exists(disputed),
        is_active=True,
        email_verified_at__isnull=False,
    ).exclude(pk__in=[submission.student_id, submission.reviewer_id or 0])
    counted = people.annotate(held=Count("submissions_in_review", filter=held))
    return list(counted.order_by("held", "name", "pk"))


def published_by(user: User) -> QuerySet[Review]:
    return (
        Review.objects.filter(reviewer=user, published_at__isnull=False)
        .select_related(
            *("submission__project", "submission__cohort", "submission__student"),
            "rating",
        )
        .order_by("-published_at", "-pk")
    )


def referral_of(submission: Submission) -> Event | None:
    """When staff passed it on without the checks, and why."""
    events = submission.events.filter(kind=EventKind.REFER_UNCHECKED)
    return events.select_related("actor").last()


def draft_of(submission: Submission, user: User) -> Review | None:
    drafts = submission.reviews.filter(reviewer=user, published_at=None)
    return whole(drafts).first()


@dataclass(frozen=True)
class Attempt:
    submission: Submission
    reviews: list[Review]  # published, the newest first
    is_open_to: bool  # whether the reader may follow a link to it


@dataclass(frozen=True)
class Told:
    """One attempt as it is reviewed, with all that is told beside it."""

    submission: Submission
    is_open: bool  # the door lets the reader in
    draft: Review | None  # the reader's
    attempts: list[Attempt]  # of this student at this project, newest first
    has_executed: bool  # the notebook as our machine ran it
    was_referred: bool  # staff passed it on without the checks
    is_alike: bool  # to another work
    files: Sequence[SubmissionFile]


def told_of(uid: UUID, user: User) -> Told | None:
    """None of what does not exist. Six queries, however long the history.

    Words of earlier reviews are shown to whoever reviews a later attempt; the attempt's own page only
    to those whom the door lets in.
    """
    mine = Q(reviewer=user, submission__uid=uid)
    said = whole(Review.objects.filter(Q(published_at__isnull=False) | mine))
    files = SubmissionFile.objects.select_related("blob")
    rows = _beside(uid, user)
    prefetch_related_objects(rows, Prefetch("reviews", said), Prefetch("files", files))
    own = next((one for one in rows if one.uid == uid), None)
    if own is None:
        return None
    read_replies(review for one in rows for review in one.reviews.all())
    drafts = (one for one in own.reviews.all() if one.published_at is None)
    attempts = [
        Attempt(
            one, [it for it in one.reviews.all() if it.published_at], one.is_open_to
        )
        for one in rows
    ]
    return Told(
        own,
        own.is_open_to,
        next(drafts, None),
        attempts,
        own.has_executed,
        own.was_referred,
        own.is_alike,
        own.files.all(),
    )


RELATED = ("project", "rubric", "cohort", "student", "reviewer")


def _attempts(uid: UUID, user: User) -> QuerySet[Any]:
    """Every attempt, with the marks that `told_of` reads, newest first."""
    own = Submission.objects.filter(uid=uid)
    here = Submission.objects.visible_to(user).filter(pk=OuterRef("pk"))
    executed = Artifact.objects.filter(
        run__submission=OuterRef("pk"), run__counts=True, name=EXECUTED
    )
    referred = Event.objects.filter(
        submission=OuterRef("pk"), kind=EventKind.REFER_UNCHECKED
    )
    alike = Likeness.objects.filter(submission=OuterRef("pk"))
    same = Submission.objects.filter(
        student=own.values("student")[:1],
        cohort=own.values("cohort")[:1],
        project=own.values("project")[:1],
    )
    return (
        same.select_related(*RELATED)
        .known_for(user)
        .annotate(
            is_open_to=Exists(here),
            has_executed=Exists(executed),
            was_referred=Exists(referred),
            is_alike=Exists(alike),
        )
        .order_by("-attempt")
    )


_beside = KeptQuery(_attempts)


def executed_of(submission: Submission) -> Artifact | None:
    """The notebook as our machine ran it last."""
    made = Artifact.objects.filter(
        run__submission=submission, run__counts=True, name=EXECUTED
    )
    return made.select_related("blob").order_by("-run__number").first()


def comments_of(review: Review | None, file_name: str) -> list[Comment]:
    if review is None:
        return []
    return [row for row in review.comments.all() if row.file_name == file_name]


def with_lost_draft(user: User) -> QuerySet[Submission]:
    """Submissions for which `user` still keeps a draft, whoever has them now.

    Only for giving people their own words back: the submission itself is behind its door.
    """
    return Submission.objects.filter(
        reviews__reviewer=user, reviews__published_at__isnull=True
    )
