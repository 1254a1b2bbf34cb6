"""Letters on their way: written with what they tell of, sent later by the mail worker."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When
from django.utils import timezone

from projects.enums import LetterKind, LetterState
from projects.models.audit_entry import AuditEntry
from projects.models.certification import CertificationChange
from projects.models.history import Event
from projects.models.message_recipient import MessageRecipient


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self) -> "LetterQuerySet":
        """A roster's invitations come last: whoever waits for a link is not kept by thousands."""
        many = Case(When(kind=LetterKind.INVITATION, then=1), default=0)
        return self.filter(
            state=LetterState.WAITING, next_try_at__lte=timezone.now()
        ).order_by(many, "next_try_at", "pk")


class Letter(models.Model):
    """What a letter is about and what became of it.

    Its words are not here: they are written when it is sent (`operations/letters`), so
    no link that opens an account ever lies in the database.
    """

    kind = models.CharField(max_length=10, choices=LetterKind)
    address = models.EmailField()
    recipient = models.ForeignKey(  # empty: whoever has the address when it is sent
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="letters",
    )
    event = models.ForeignKey(Event, models.CASCADE, null=True, blank=True)
    addressed = models.OneToOneField(  # a message, as its recipient gets it
        MessageRecipient, models.CASCADE, null=True, blank=True, related_name="letter"
    )
    change = models.ForeignKey(  # of the reader's dates, or of their part in a cohort
        AuditEntry, models.CASCADE, null=True, blank=True, related_name="letters"
    )
    certification_change = models.ForeignKey(  # to its holder, or to who decides on it
        CertificationChange,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="letters",
    )
    state = models.CharField(
        max_length=10, choices=LetterState, default=LetterState.WAITING
    )
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True, blank=True)  # when the last try began
    sent_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[LetterQuerySet] = LetterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "next_try_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "recipient"], name="one_letter_per_event"
            ),
            models.UniqueConstraint(
                fields=["certification_change", "recipient"],
                name="one_letter_per_certifying",
            ),
            models.UniqueConstraint(
                fields=["kind", "address"],
                condition=Q(
                    state=LetterState.WAITING,
                    event__isnull=True,
                    addressed__isnull=True,
                    change__isnull=True,
                    certification_change__isnull=True,
                ),
                name="one_waiting_link",
            ),
            models.CheckConstraint(
                condition=Q(kind=LetterKind.NEWS, event__isnull=False)
                & Q(recipient__isnull=False)
                | ~Q(kind=LetterKind.NEWS) & Q(event__isnull=True),
                name="news_has_event",
            ),
            models.CheckConstraint(
                condition=Q(kind=LetterKind.MESSAGE, addressed__isnull=False)
                & Q(recipient__isnull=False)
                | ~Q(kind=LetterKind.MESSAGE) & Q(addressed__isnull=True),
                name="message_has_recipient",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=LetterKind.of_changes(), change__isnull=False)
                & Q(recipient__isnull=False)
                | ~Q(kind__in=LetterKind.of_changes()) & Q(change__isnull=True),
                name="letter_has_its_change",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind=LetterKind.REVIEWING, certification_change__isnull=False
                )
                & Q(recipient__isnull=False)
                | ~Q(kind=LetterKind.REVIEWING) & Q(certification_change__isnull=True),
                name="reviewing_has_change",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.address}"
