"""The copies of a message, one for each person who gets it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.db.models import Q

from projects.enums import Language, LetterState
from projects.models.messages import Message
from projects.placeholders import rendered


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
