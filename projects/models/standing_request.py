"""A reviewer's wish for the next work that fits: it waits on the server, also while they are away."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from projects import site_settings
from projects.enums import Language, State
from projects.models.course import Project
from projects.models.site_setting import current


class StandingRequestQuerySet(QuerySet["StandingRequest"]):
    def open(self) -> "StandingRequestQuerySet":
        return self.filter(closed_at=None)

    def with_room(self) -> "StandingRequestQuerySet":
        """Whose hands are not full: by the request, by the reviewer's limit, by the site's."""
        found: StandingRequestQuerySet = self._with_hands().filter(held__lt=F("room"))
        return found

    def without_room(self) -> "StandingRequestQuerySet":
        found: StandingRequestQuerySet = self._with_hands().filter(held__gte=F("room"))
        return found

    def _with_hands(self) -> Any:
        site = Value(current(site_settings.REVIEWS_IN_HAND))
        held = Q(
            reviewer__submissions_in_review__state=State.IN_REVIEW,
            reviewer__submissions_in_review__claim_expires_at__gt=timezone.now(),
            reviewer__submissions_in_review__verdict_due_at=None,
        )
        return self.annotate(
            held=Count("reviewer__submissions_in_review", filter=held),
            room=Least(
                F("at_once"), site, Coalesce(F("reviewer__reviews_in_hand"), site)
            ),
        )

    def in_line(self) -> "StandingRequestQuerySet":
        """Those that wait to be served, who has waited longest first."""
        waiting = self.open().filter(waiting_since__isnull=False)
        return waiting.order_by("waiting_since", "pk")


class StandingRequest(models.Model):
    """At most one of a reviewer is open. It ends when it is closed, or served `total` times.

    `waiting_since` is its place in line: since when the reviewer has a hand free and got
    nothing. Empty while the hands are full.
    """

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="standing_requests"
    )
    at_once = models.PositiveSmallIntegerField()  # served while fewer are in hand
    total = models.PositiveSmallIntegerField(null=True, blank=True)
    served = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(default=timezone.now)
    waiting_since = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[StandingRequestQuerySet] = StandingRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(
                fields=["waiting_since"],
                condition=Q(closed_at=None),
                name="standing_requests_in_line",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reviewer"],
                condition=Q(closed_at=None),
                name="one_open_standing_request",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} · {self.opened_at:%F %T}"

    def is_filled(self) -> bool:
        return self.total is not None and self.served >= self.total


class WantedWork(models.Model):
    """One pair of a standing request: this project, in this language."""

    request = models.ForeignKey(StandingRequest, models.CASCADE, related_name="wanted")
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    language = models.CharField(max_length=5, choices=Language)

    class Meta:
        ordering = ["project__order", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "project", "language"], name="wanted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.get_language_display()}"
