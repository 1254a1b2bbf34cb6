"""Messages of leads to the students of a cohort."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from projects.models.cohort import Cohort
from projects.models.course import Project
from projects.models.texts import localized


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
