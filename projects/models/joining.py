"""Ways into a cohort before there is an enrolment: invitations, and rosters that are looked at."""

from datetime import datetime, timedelta
from typing import ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects import text_limits
from projects.enums import InvitationState, Language
from projects.models.cohort import Cohort

VALID_FOR = timedelta(days=30)


def _end() -> datetime:
    return timezone.now() + VALID_FOR


Row = TypeVar("Row", bound=models.Model)


class InvitationQuerySet(models.QuerySet[Row]):
    def in_state(self, state: InvitationState) -> "InvitationQuerySet[Row]":
        """Judged on reading: an invitation expires without anybody writing it down."""
        return self.filter(_conditions()[state])


def _conditions() -> dict[InvitationState, Q]:
    waiting = Q(accepted_at=None, revoked_at=None)
    now = timezone.now()
    return {
        InvitationState.OPEN: waiting & Q(expires_at__gt=now),
        InvitationState.EXPIRED: waiting & Q(expires_at__lte=now),
        InvitationState.ACCEPTED: Q(accepted_at__isnull=False),
        InvitationState.REVOKED: Q(accepted_at=None, revoked_at__isnull=False),
    }


class AnyInvitation(models.Model):
    """An address that may come in, by whom it was invited, and until when."""

    address = models.EmailField()  # in lower case
    name = models.CharField(
        max_length=text_limits.NAME, validators=[text_limits.validate_name]
    )
    language = models.CharField(max_length=5, choices=Language)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=_end)
    revoked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def state(self) -> InvitationState:
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        if self.expires_at <= timezone.now():
            return InvitationState.EXPIRED
        return InvitationState.OPEN


class Invitation(AnyInvitation):
    """An address that may join a cohort. The link is signed when the letter leaves.

    An open one keeps a seat of the cohort's capacity.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(  # who accepted it
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
    )

    objects: ClassVar[InvitationQuerySet["Invitation"]] = (
        InvitationQuerySet.as_manager()  # type: ignore[assignment]
    )

    class Meta:
        ordering = ["-invited_at", "-pk"]
        indexes = [models.Index(fields=["address"])]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "address"], name="one_invitation_per_cohort"
            )
        ]

    def __str__(self) -> str:
        return f"{self.address} · {self.cohort}"


class Roster(models.Model):
    """A file of people between preview and import: what was looked at is what is imported.

    Removed when it is imported, and after a day. A row holds each line's number, name, address,
    language and what becomes of it (`queries.roster.Line`).
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="rosters")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=255)
    lines = models.TextField()  # JSON, as a text so that an address in it is found
    ignored_columns = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} · {self.cohort}"
