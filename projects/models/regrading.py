"""A new version of a pack's checks on its way over a cohort."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.enums import RegradeState
from projects.models.cohort import Cohort
from projects.models.course import Project

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from projects.models.people import User


class RegradeQuerySet(models.QuerySet["Regrade"]):
    def visible_to(self, user: "User | AnonymousUser") -> "RegradeQuerySet":
        """The one door: admins, and leads those of their cohorts. To everybody else regrades do not exist."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if not user.has_proved_address:
            return self.none()
        if user.leads_everywhere:
            return self
        return self.filter(cohort__in=Cohort.objects.led_by(user).values("pk"))


class Regrade(models.Model):
    """One version of a pack over one cohort; published or discarded as a whole."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="regrades")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="regrades")
    digest = models.CharField(max_length=64)  # of the pack's folder
    reason = models.TextField()  # read by those whom it affects
    with_training = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=RegradeState, default=RegradeState.RUNNING
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[RegradeQuerySet] = RegradeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "cohort"],
                condition=Q(state__in=RegradeState.open()),
                name="one_open_regrade",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RegradeState.RUNNING, RegradeState.READY])
                | Q(decided_by__isnull=False),
                name="decision_has_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.cohort} · {self.version}"

    @property
    def version(self) -> str:
        """The digest as people compare it."""
        return self.digest[:8]
