"""Texts that messages are begun with."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects import text_limits
from projects.models.cohort import Cohort


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
