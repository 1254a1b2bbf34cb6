"""Auditing reviews: a sample is drawn, judged without the reviewer's judgements, then compared."""

import secrets
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import AuditQuality, EventKind, Judgement
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import (
    AuditDraw,
    AuditedCriterion,
    CriterionReview,
    Event,
    ReviewAudit,
    User,
)
from projects.models.audit_draw import MOST_AT_ONCE
from projects.operations.notifications import notify_person
from projects.queries.review_audits import Sample, audits_by_reviewer, drawn_from
from projects.rules import is_lead, may_audit
from projects.text_limits import REASON, fitting

Judged = tuple[str, str]  # a judgement, perhaps none yet, and words on it


@transaction.atomic
def draw(sample: Sample, wanted: int, *, by: User, seed: str = "") -> AuditDraw:
    """Draws finished reviews of others for `by` to judge; fewer than wanted if there are no more."""
    if not is_lead(by):
        raise NotAllowed(_("Leads audit reviews."))
    if wanted not in range(1, MOST_AT_ONCE + 1):
        words = _("Between 1 and %(most)s at once.")
        raise Incomplete(words % {"most": MOST_AT_ONCE}, field="wanted")
    pool = list(sample.reviews(by).values_list("pk", "reviewer"))
    if not pool:
        raise Incomplete(
            _(
                "No finished review of others fits that was not drawn before. "
                "Choose a longer time, or other work."
            )
        )
    made = AuditDraw.objects.create(
        by=by,
        seed=seed or secrets.token_hex(8),
        wanted=wanted,
        project=sample.project,
        reviewer=sample.reviewer,
        since=sample.since,
    )
    chosen = drawn_from(pool, audits_by_reviewer(), wanted, made.seed)
    try:
        with transaction.atomic():
            for review in chosen:
                ReviewAudit.objects.create(draw=made, review_id=review, lead=by)
    except IntegrityError as error:
        raise WrongState(
            _("Somebody drew one of these reviews at this moment. Draw again.")
        ) from error
    return made


@transaction.atomic
def judge(audit: ReviewAudit, given: Mapping[str, Judged], *, by: User) -> None:
    """Keeps the lead's judgements, by the criteria's slugs, while they may still change."""
    locked = _open(audit, by)
    for criterion in locked.review.submission.rubric.criteria.all():
        if criterion.slug not in given:
            continue
        judgement, body = given[criterion.slug]
        if judgement not in ("", *Judgement.values):
            raise Incomplete(_("Choose one of the two."), field=criterion.slug)
        AuditedCriterion.objects.update_or_create(
            audit=locked,
            criterion=criterion,
            defaults={
                "judgement": judgement,
                "body": fitting(body, REASON, criterion.slug),
            },
        )


@transaction.atomic
def compare(audit: ReviewAudit, *, by: User) -> None:
    """Fixes the lead's judgements, and puts the reviewer's beside them."""
    locked = _open(audit, by)
    mine = {
        row.criterion_id: row for row in locked.criteria.select_related("criterion")
    }
    for criterion in locked.review.submission.rubric.criteria.all():
        if criterion.pk not in mine or not mine[criterion.pk].judgement:
            words = _("Still to judge: %(titles)s.") % {"titles": criterion.title}
            raise Incomplete(words, field=criterion.slug)
    said = CriterionReview.objects.filter(review=locked.review_id)
    for row in said.values("criterion", "judgement"):
        if row["criterion"] in mine:
            mine[row["criterion"]].said = row["judgement"]
    AuditedCriterion.objects.bulk_update(mine.values(), ["said"])
    locked.judged_at = timezone.now()
    locked.save(update_fields=["judged_at"])


@transaction.atomic
def finish(audit: ReviewAudit, *, quality: str, body: str, by: User) -> None:
    """Says how the review was, to its reviewer and the leads."""
    locked = _own(audit, by)
    if locked.judged_at is None or locked.finished_at is not None:
        raise WrongState(_("This audit cannot be finished as it is now."))
    body = fitting(body, REASON)
    if quality not in AuditQuality.values:
        raise Incomplete(_("Choose how the review was."), field="quality")
    if quality == AuditQuality.MISSED and not body:
        raise Incomplete(_("Say what was missed."), field="body")
    locked.quality, locked.body, locked.finished_at = quality, body, timezone.now()
    locked.save(update_fields=["quality", "body", "finished_at"])
    event = Event.objects.create(
        submission=locked.review.submission,
        kind=EventKind.AUDITED,
        actor=by,
        data={"audit": locked.pk},
    )
    notify_person(event, locked.review.reviewer)


@transaction.atomic
def drop(audit: ReviewAudit, *, by: User) -> None:
    """Puts the review back among those that can be drawn."""
    _open(audit, by).delete()


def _own(audit: ReviewAudit, by: User) -> ReviewAudit:
    rows = ReviewAudit.objects.select_for_update(of=("self",))
    locked = rows.select_related("review__submission", "review__reviewer").get(
        pk=audit.pk
    )
    if locked.lead_id != by.pk or not may_audit(by, locked.review):
        raise NotAllowed(_("This audit is somebody else's."))
    return locked


def _open(audit: ReviewAudit, by: User) -> ReviewAudit:
    locked = _own(audit, by)
    if locked.judged_at is not None:
        raise WrongState(
            _("You have seen what the reviewer judged: yours stays as it is.")
        )
    return locked
