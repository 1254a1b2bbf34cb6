"""What a reviewer does: claim, decide, hand back. And what a lead does afterwards.

Writing is in `drafts`.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects import site_settings
from projects.enums import Action, Judgement, UnableReason
from projects.errors import Incomplete
from projects.models import CriterionReview, Review, Submission, User, current
from projects.operations.notifications import notify, notify_person
from projects.operations.verdicts import PendingVerdict, decide
from projects.text_limits import REASON, REVIEW, fitting
from projects.workflow import lock_person, lock_submission, move


@transaction.atomic
def claim(submission: Submission, *, by: User) -> Review:
    """Takes a waiting submission in hand for `REVIEW_HOURS`."""
    lock_person(by)  # the limit is counted per person

    now = timezone.now()
    move(
        submission,
        Action.CLAIM,
        by=by,
        reviewer=by,
        claimed_at=now,
        claim_expires_at=now + timedelta(hours=current(site_settings.REVIEW_HOURS)),
    )
    return draft_of(submission, by)


def draft_of(submission: Submission, reviewer: User) -> Review:
    """The reviewer's own draft, or a new one that starts from the last published review."""
    draft, created = Review.objects.get_or_create(
        submission=submission, reviewer=reviewer, published_at=None
    )
    if not created:
        return draft
    last = submission.reviews.filter(published_at__isnull=False).first()
    if last is not None:
        _start_from(last, draft)
    return draft


def _start_from(last: Review, draft: Review) -> None:
    draft.general = last.general
    draft.save(update_fields=["general"])
    for criterion in last.criteria.all():
        criterion.pk, criterion.review = None, draft
        criterion.save(force_insert=True)
    for remark in last.comments.all():
        remark.pk, remark.review = None, draft
        remark.save(force_insert=True)


@transaction.atomic
def release(submission: Submission, *, by: User, reason: str = "") -> None:
    """Back to its ORIGINAL place in the queue; the draft is kept for its writer."""
    holder = lock_submission(submission).reviewer_id
    move(
        submission,
        Action.RELEASE,
        by=by,
        body=fitting(reason, REASON, "reason"),
        data={"reviewer": holder},
    )


@transaction.atomic
def approve(submission: Submission, *, by: User) -> Review:
    def require(locked: Submission) -> None:
        judged = _judged(locked, by)
        _all_judged(locked, judged)
        failing = [c for c in judged.values() if c.judgement == Judgement.CHANGES]
        if failing:
            raise Incomplete(
                ngettext(
                    "%(count)s specification still requires changes.",
                    "%(count)s specifications still require changes.",
                    len(failing),
                )
                % {"count": len(failing)}
            )

    return decide(submission, PendingVerdict(Action.APPROVE), by=by, require=require)


@transaction.atomic
def request_changes(submission: Submission, *, by: User) -> Review:
    def require(locked: Submission) -> None:
        judged = _judged(locked, by)
        _all_judged(locked, judged)
        failing = [c for c in judged.values() if c.judgement == Judgement.CHANGES]
        if not failing:
            raise Incomplete(_("Mark at least one specification as requiring changes."))
        for criterion in failing:
            if not criterion.body.strip():
                raise Incomplete(
                    _("Say what to change under “%(criterion)s”.")
                    % {"criterion": criterion.criterion.title},
                    field=criterion.criterion.slug,
                )

    return decide(
        submission, PendingVerdict(Action.REQUEST_CHANGES), by=by, require=require
    )


@transaction.atomic
def cannot_review(
    submission: Submission, *, by: User, reason: str, body: str
) -> Review:
    """Ends the attempt without a verdict; it never counts as a failed one."""
    body = fitting(body, REVIEW)

    def require(locked: Submission) -> None:
        if reason not in UnableReason.values:
            raise Incomplete(_("Choose a reason."), field="reason")
        if not body:
            raise Incomplete(_("Say what the student should do."), field="body")

    verdict = PendingVerdict(Action.CANNOT_REVIEW, reason, body)
    return decide(submission, verdict, by=by, require=require)


@transaction.atomic
def reopen(submission: Submission, *, by: User, reason: str) -> Review:
    """A lead takes a published review up again."""
    reason = fitting(reason, REASON, "reason")

    def require(locked: Submission) -> None:
        if not reason:
            raise Incomplete(_("Say why."), field="reason")

    now = timezone.now()
    lock_person(submission.student)  # who may hand in a new attempt at this very moment
    former = lock_submission(submission).reviewer
    event = move(
        submission,
        Action.REOPEN,
        by=by,
        require=require,
        body=reason,
        reviewer=by,
        claimed_at=now,
        claim_expires_at=now + timedelta(hours=current(site_settings.REVIEW_HOURS)),
        extended_at=None,
        decided_at=None,
        unable_reason="",
    )
    notify(event)
    if former is not None:
        notify_person(event, former)
    return draft_of(submission, by)


def _judged(submission: Submission, by: User) -> dict[int, CriterionReview]:
    rows = CriterionReview.objects.filter(
        review__submission=submission,
        review__reviewer=by,
        review__published_at__isnull=True,
    ).select_related("criterion")
    return {row.criterion_id: row for row in rows}


def _all_judged(submission: Submission, judged: Mapping[int, CriterionReview]) -> None:
    missing = [
        criterion
        for criterion in submission.rubric.criteria.all()
        if criterion.pk not in judged or not judged[criterion.pk].judgement
    ]
    if missing:
        raise Incomplete(
            _("Still to judge: %(titles)s.")
            % {"titles": ", ".join(criterion.title for criterion in missing)},
            field=missing[0].slug,
        )
