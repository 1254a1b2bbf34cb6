"""Samples that trainees judge: made from finished reviews by leads, who also mend their keys."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import AuditKind, Judgement
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Project, Review, SampleKey, TrainingSample, User
from projects.operations import audit
from projects.queries.samples import reviews_for_samples
from projects.rules import leads_site
from projects.text_limits import REASON, fitting

Keyed = tuple[str, str]  # a judgement, and the explanation of it


@transaction.atomic
def make(
    review: Review, given: Mapping[str, Keyed], *, body: str, by: User
) -> TrainingSample:
    """`given`: by the criteria's slugs, each of the rubric. `body`: what the sample teaches."""
    _only_leads(by)
    if not reviews_for_samples(by).filter(pk=review.pk).exists():
        raise WrongState(_("This review cannot become a sample, or is one already."))
    submission = review.submission
    project = Project.objects.select_for_update().get(pk=submission.project_id)
    last = project.samples.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            made = TrainingSample.objects.create(
                review=review,
                project=project,
                language=submission.language,
                number=last + 1,
                body=fitting(body, REASON),
                made_by=by,
            )
    except IntegrityError as error:
        raise WrongState(_("Somebody made a sample of this at this moment.")) from error
    _write(made, given)
    _record(AuditKind.SAMPLE_MADE, made, by)
    return made


@transaction.atomic
def change(
    sample: TrainingSample, given: Mapping[str, Keyed], *, body: str, by: User
) -> None:
    """Mends the key. Who has judged it already is compared with the new one."""
    _only_leads(by)
    locked = TrainingSample.objects.select_for_update().get(pk=sample.pk)
    locked.body = fitting(body, REASON)
    locked.save(update_fields=["body"])
    before = dict(locked.keys.values_list("criterion__slug", "judgement"))
    _write(locked, given)
    after = locked.keys.values_list("criterion__slug", "judgement")
    moved = {
        slug: [before.get(slug), judgement]
        for slug, judgement in after
        if before.get(slug) != judgement
    }
    _record(AuditKind.SAMPLE_CHANGED, locked, by, moved)


@transaction.atomic
def retire(sample: TrainingSample, *, by: User) -> None:
    """Nobody begins it any more. What was judged stays and counts."""
    _set_retired(sample, by, retired=True)


@transaction.atomic
def offer_again(sample: TrainingSample, *, by: User) -> None:
    _set_retired(sample, by, retired=False)


def _set_retired(sample: TrainingSample, by: User, *, retired: bool) -> None:
    _only_leads(by)
    at = timezone.now() if retired else None
    rows = TrainingSample.objects.filter(
        pk=sample.pk, retired_at__isnull=retired
    ).update(retired_at=at)
    if rows:  # the same button pressed twice changes nothing
        kind = AuditKind.SAMPLE_RETIRED if retired else AuditKind.SAMPLE_OFFERED
        _record(kind, sample, by)


def _write(sample: TrainingSample, given: Mapping[str, Keyed]) -> None:
    for criterion in sample.review.submission.rubric.criteria.all():
        judgement, body = given.get(criterion.slug, ("", ""))
        if judgement not in Judgement.values:
            words = _("Still to judge: %(titles)s.") % {"titles": criterion.title}
            raise Incomplete(words, field=criterion.slug)
        SampleKey.objects.update_or_create(
            sample=sample,
            criterion=criterion,
            defaults={
                "judgement": judgement,
                "body": fitting(body, REASON, criterion.slug),
            },
        )


def _record(
    kind: AuditKind,
    sample: TrainingSample,
    by: User,
    moved: Mapping[str, object] | None = None,
) -> None:
    audit.record(
        kind,
        by=by,
        cohort=sample.review.submission.cohort,
        data={
            "project": sample.project.slug,
            "sample": sample.number,
            **(moved or {}),
        },
    )


def _only_leads(by: User) -> None:
    if not leads_site(by):
        raise NotAllowed(_("Leads of every cohort make samples."))
