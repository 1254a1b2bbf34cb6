"""Accounts that were erased."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Erasure(models.Model):
    """Who erased whom, and when. The person's row is left without anything personal."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="erasure"
    )
    by = models.ForeignKey(  # empty: whoever has a shell on the machine
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.at:%F %T}"
