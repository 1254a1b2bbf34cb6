"""What happened to submissions, and who was told."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.enums import EventKind, State
from projects.models.certification import CertificationChange
from projects.models.submission import Submission


class Event(models.Model):
    """Written in the same transaction as what it tells. Never changed, never deleted."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind)
    actor = models.ForeignKey(  # empty: the system
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    from_state = models.CharField(max_length=20, choices=State, blank=True)
    to_state = models.CharField(max_length=20, choices=State, blank=True)
    body = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.submission}"

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        """Django's own translates all 38 kinds for each event of a list."""
        return str(EventKind(self.kind).label)

    def get_to_state_display(self) -> str:  # type: ignore[no-redef]
        """Likewise; empty for an event that moves nothing."""
        return str(State(self.to_state).label) if self.to_state else ""


class Notification(models.Model):
    """One per new thing and person: of a submission, a message, their dates, part or certification."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications"
    )
    event = models.ForeignKey(
        Event, models.CASCADE, null=True, blank=True, related_name="notifications"
    )
    addressed = models.OneToOneField(  # a message, as this person got it
        "projects.MessageRecipient",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notification",
    )
    change = models.ForeignKey(  # of their dates or their part, as the audit has it
        "projects.AuditEntry",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="notifications",
    )
    certification_change = (
        models.ForeignKey(  # of their certification, or one to decide
            CertificationChange,
            models.CASCADE,
            null=True,
            blank=True,
            related_name="notifications",
        )
    )
    read_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey(  # the letter that brings it together with others
        "projects.Letter",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="notifications",
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "event"], name="told_once"),
            models.UniqueConstraint(
                fields=["recipient", "certification_change"],
                name="certification_told_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    event__isnull=False,
                    addressed__isnull=True,
                    change__isnull=True,
                    certification_change__isnull=True,
                )
                | Q(
                    event__isnull=True,
                    addressed__isnull=False,
                    change__isnull=True,
                    certification_change__isnull=True,
                )
                | Q(
                    event__isnull=True,
                    addressed__isnull=True,
                    change__isnull=False,
                    certification_change__isnull=True,
                )
                | Q(
                    event__isnull=True,
                    addressed__isnull=True,
                    change__isnull=True,
                    certification_change__isnull=False,
                ),
                name="tells_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        told = self.event or self.addressed or self.change or self.certification_change
        return f"{told} → {self.recipient}"

    @property
    def happened(self) -> Event:
        """What it tells of, if that happened to a submission."""
        if self.event is None:
            raise ValueError("This notification is not of a submission.")
        return self.event
