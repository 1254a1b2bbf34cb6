"""Who takes part in a cohort, and in which state."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.enums import EnrolmentState

if TYPE_CHECKING:
    pass
from projects.models.cohort import Cohort


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self) -> "EnrolmentQuerySet":
        """Who takes part now. A pause that has an end is over by itself, judged on reading."""
        return self.filter(
            Q(state=EnrolmentState.ACTIVE)
            | Q(state=EnrolmentState.PAUSED, paused_until__lt=timezone.now().date())
        )

    def seated(self) -> "EnrolmentQuerySet":
        """Who counts against the cohort's capacity."""
        return self.filter(state__in=(EnrolmentState.ACTIVE, EnrolmentState.PAUSED))


class Enrolment(models.Model):
    """A student in a cohort; the row stays when they leave, for the cohort's numbers."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="enrolments")
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrolments"
    )
    joined_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(
        max_length=12, choices=EnrolmentState, default=EnrolmentState.ACTIVE
    )
    state_since = models.DateTimeField(null=True, blank=True)  # empty: since joined_at
    state_reason = models.TextField(blank=True)  # the student reads it
    paused_until = models.DateField(null=True, blank=True)  # the last day, in UTC

    objects: ClassVar[EnrolmentQuerySet] = EnrolmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "student"], name="one_enrolment_per_cohort"
            )
        ]
        indexes = [models.Index(fields=["cohort", "state"])]

    def __str__(self) -> str:
        return f"{self.student} · {self.cohort}"

    def state_now(self) -> EnrolmentState:
        """A pause whose last day is over has ended, whether or not anybody wrote it down."""
        until, today = self.paused_until, timezone.now().date()
        is_over = until is not None and until < today
        if self.state == EnrolmentState.PAUSED and is_over:
            return EnrolmentState.ACTIVE
        return EnrolmentState(self.state)

    @property
    def has_left(self) -> bool:
        """Withdrawn, or in another cohort: no pause that ends."""
        return self.state in (EnrolmentState.WITHDRAWN, EnrolmentState.TRANSFERRED)

    @property
    def is_active(self) -> bool:
        return self.state_now() == EnrolmentState.ACTIVE
