"""A trainee judges a sample, criterion by criterion; then the key is shown and theirs stays."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import CertificationState, Judgement
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import (
    Certification,
    TrainingAttempt,
    TrainingJudgement,
    TrainingSample,
    User,
)
from projects.operations.certification_changes import locked as locked_certification
from projects.text_limits import REASON, fitting

Judged = tuple[str, str]  # a judgement, perhaps none yet, and words on it


@transaction.atomic
def judge(
    certification: Certification,
    sample: TrainingSample,
    given: Mapping[str, Judged],
    *,
    by: User,
) -> None:
    """Keeps judgements, by the criteria's slugs, while they may still change."""
    attempt = _open(certification, sample, by)
    for key in sample.keys.select_related("criterion"):
        slug = key.criterion.slug
        if slug not in given:
            continue
        judgement, body = given[slug]
        if judgement not in ("", *Judgement.values):
            raise Incomplete(_("Choose one of the two."), field=slug)
        TrainingJudgement.objects.update_or_create(
            attempt=attempt,
            key=key,
            defaults={"judgement": judgement, "body": fitting(body, REASON, slug)},
        )


@transaction.atomic
def submit(certification: Certification, sample: TrainingSample, *, by: User) -> None:
    """Fixes the judgements, and shows the key."""
    attempt = _open(certification, sample, by)
    judged = set(attempt.judgements.exclude(judgement="").values_list("key", flat=True))
    for key in sample.keys.select_related("criterion"):
        if key.pk not in judged:
            words = _("Still to judge: %(titles)s.") % {"titles": key.criterion.title}
            raise Incomplete(words, field=key.criterion.slug)
    attempt.judged_at = timezone.now()
    attempt.save(update_fields=["judged_at"])


def _open(
    certification: Certification, sample: TrainingSample, by: User
) -> TrainingAttempt:
    """The attempt, made when it is not there; locked, so that two tabs come one after the other."""
    if certification.user_id != by.pk:
        raise NotAllowed(_("This training is somebody else's."))
    if locked_certification(certification).state != CertificationState.TRAINING:
        raise WrongState(_("This training is over."))
    mine = Certification.objects.filter(pk=certification.pk)
    offered = TrainingSample.objects.for_certifications(mine)
    if not offered.filter(pk=sample.pk).exists():
        raise NotAllowed(_("This sample is not part of your training."))
    attempt, _made = TrainingAttempt.objects.get_or_create(
        sample=sample, certification=certification
    )
    attempt = TrainingAttempt.objects.select_for_update().get(pk=attempt.pk)
    if attempt.judged_at is not None:
        raise WrongState(_("You have read the key: your judgement stays as it is."))
    return attempt
