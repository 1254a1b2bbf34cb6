"""Training of reviewers on graded samples: finished reviews that others judge again, to learn."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from projects.enums import CertificationState, Judgement, Language
from projects.models.certification import Certification
from projects.models.course import Project
from projects.models.review import Review
from projects.models.rubric import Criterion

if TYPE_CHECKING:
    from projects.models.people import User


class TrainingSampleQuerySet(models.QuerySet["TrainingSample"]):
    def visible_to(self, user: "User") -> "TrainingSampleQuerySet":
        """The door: leads of every cohort see all; others what a training of theirs offers."""
        if not user.is_active or not user.has_proved_address:
            return self.none()
        if user.leads_everywhere:
            return self
        return self.for_certifications(user.certifications.all())

    def for_certifications(
        self, held: "models.QuerySet[Certification]"
    ) -> "TrainingSampleQuerySet":
        """Of project and language of one of these, which belong to one person.

        Never their own work, nor what they reviewed; what was retired only if they had begun it.
        """
        fitting = held.filter(
            project=OuterRef("project"), language=OuterRef("language")
        )
        begun = TrainingAttempt.objects.filter(
            sample=OuterRef("pk"), certification__in=held.values("pk")
        )
        people = held.values("user")
        reviewed = Review.objects.filter(
            submission=OuterRef("review__submission"), reviewer__in=people
        )
        learning = fitting.filter(state=CertificationState.TRAINING)
        again = begun.filter(
            judged_at__isnull=False,
            certification__state__in=CertificationState.with_training(),
        )
        return (
            self.filter(review__submission__files_removed_at=None)
            .filter(
                Q(Exists(learning)) & (Q(retired_at=None) | Q(Exists(begun)))
                | Q(Exists(again))
            )
            .exclude(review__submission__student__in=people)
            .exclude(Exists(reviewed))
        )


class TrainingSample(models.Model):
    """A finished review whose work trainees judge without it. Its key is what they should come to."""

    review = models.OneToOneField(Review, models.CASCADE, related_name="sample")
    # As of the work: the certifications that it trains for.
    project = models.ForeignKey(Project, models.PROTECT, related_name="samples")
    language = models.CharField(max_length=5, choices=Language)
    number = models.PositiveIntegerField(editable=False)  # of its project
    body = models.TextField(blank=True)  # what it teaches; read with the key
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="samples_made"
    )
    made_at = models.DateTimeField(default=timezone.now)
    # Since then nobody begins it.
    retired_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[TrainingSampleQuerySet] = TrainingSampleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["project__order", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="one_sample_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.number}"


class SampleKey(models.Model):
    """What a criterion of a sample comes to, and why. Leads may correct it at any time."""

    sample = models.ForeignKey(TrainingSample, models.CASCADE, related_name="keys")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    judgement = models.CharField(max_length=8, choices=Judgement)
    body = models.TextField(blank=True)

    class Meta:
        ordering = ["criterion__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["sample", "criterion"], name="one_key_per_criterion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.judgement}"


class TrainingAttempt(models.Model):
    """One trainee's judging of a sample, once: whoever has read the key knows it."""

    sample = models.ForeignKey(TrainingSample, models.CASCADE, related_name="attempts")
    certification = models.ForeignKey(
        Certification, models.CASCADE, related_name="attempts"
    )
    begun_at = models.DateTimeField(default=timezone.now)
    # Since then the trainee's judgements are fixed, and the key is shown to them.
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sample__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sample", "certification"], name="one_attempt_per_sample"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sample} · {self.certification.user}"


class TrainingJudgement(models.Model):
    """What the trainee judged. Agreement is with the key as it is now: a mended key counts."""

    attempt = models.ForeignKey(
        TrainingAttempt, models.CASCADE, related_name="judgements"
    )
    key = models.ForeignKey(SampleKey, models.CASCADE, related_name="judgements")
    judgement = models.CharField(max_length=8, choices=Judgement, blank=True)
    body = models.TextField(blank=True)

    class Meta:
        ordering = ["key__criterion__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "key"], name="one_judgement_per_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key.criterion}: {self.judgement or '–'}"
