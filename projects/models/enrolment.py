"""Who takes part in a cohort, and in which state."""

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.enums import EnrolmentState
from projects.models.cohort import Cohort
from projects.zones import local_time, zone_named


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self) -> "EnrolmentQuerySet":
        """Who takes part now. A pause that has an end is over by itself, judged on reading."""
        return self.filter(
            Q(state=EnrolmentState.ACTIVE)
            | Q(state=EnrolmentState.PAUSED, pause_ends_at__lte=timezone.now())
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
    # Midnight after the last day, by the cohort's clocks when it was set. Kept as a moment, so
    # that rows of cohorts in different zones are asked in one query.
    pause_ends_at = models.DateTimeField(null=True, blank=True)

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
        ends_at = self.pause_ends_at
        is_over = ends_at is not None and ends_at <= timezone.now()
        if self.state == EnrolmentState.PAUSED and is_over:
            return EnrolmentState.ACTIVE
        return EnrolmentState(self.state)

    @property
    def paused_until(self) -> date | None:
        """The last day of the pause, in the cohort's zone; needs `cohort` read."""
        if self.pause_ends_at is None:
            return None
        last = self.pause_ends_at - timedelta(microseconds=1)
        return local_time(last, zone_named(self.cohort.time_zone)).date()

    @property
    def has_left(self) -> bool:
        """Withdrawn, or in another cohort: no pause that ends."""
        return self.state in (EnrolmentState.WITHDRAWN, EnrolmentState.TRANSFERRED)

    @property
    def is_active(self) -> bool:
        return self.state_now() == EnrolmentState.ACTIVE
