"""Messages of leads to the students of a cohort, what they are made from, who got them."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects import text_limits
from projects.enums import Language, LetterState
from projects.models.cohort import Cohort
from projects.models.course import Project, localized
from projects.placeholders import rendered


class MessageTemplate(models.Model):
    """Words to begin a message with. Texts are by language; the Japanese may be empty."""

    cohort = models.ForeignKey(  # empty: for every cohort
        Cohort,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="message_templates",
    )
    name = models.CharField(
        max_length=text_limits.NAME, validators=[text_limits.validate_name]
    )
    subject_text = models.JSONField(default=dict)
    body_text = models.JSONField(default=dict)  # Markdown with placeholders
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "name"], name="one_template_per_name"
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(cohort__isnull=True),
                name="one_shared_template_per_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """What was sent, with its placeholders. Never changed."""

    # Drawn with the form, so that the same form sent twice is one message.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="messages")
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages_sent"
    )
    project = models.ForeignKey(  # what {project} means; empty: each student's next
        Project, models.PROTECT, null=True, blank=True, related_name="+"
    )
    audience = models.JSONField(default=dict)  # what was asked for, as in the address
    subject_text = models.JSONField(default=dict)
    body_text = models.JSONField(default=dict)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["cohort", "-sent_at"])]

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        return localized(self.subject_text)


@dataclass(frozen=True)
class Words:
    """What one reader gets."""

    subject: str
    body: str  # Markdown


class MessageRecipient(models.Model):
    """One person's copy: the language and what the placeholders became, as it was sent."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="recipients")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages_received"
    )
    language = models.CharField(max_length=5, choices=Language)
    values = models.JSONField(default=dict)  # by placeholder
    # Of its letter, which is forgotten after a while; empty: the person wants none.
    letter_state = models.CharField(max_length=10, choices=LetterState, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(letter_state=LetterState.WAITING),
                name="copies_to_be_sent",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "person"], name="one_copy_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.message} → {self.person}"

    @property
    def words(self) -> Words:
        return Words(
            rendered(self._text("subject"), self.values, is_plain=True),
            rendered(self._text("body"), self.values),
        )

    def _text(self, name: str) -> str:
        texts: Mapping[str, str] = getattr(self.message, f"{name}_text")
        return texts.get(self.language, "")
