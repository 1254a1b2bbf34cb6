"""A cohort's syllabus: its weeks, live sessions, and where students ask for help."""

from django.db import models

from projects import text_limits
from projects.enums import Language
from projects.models.cohort import Cohort
from projects.models.texts import localized


class SyllabusWeek(models.Model):
    """Week 1 begins on the cohort's first day."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="weeks")
    number = models.PositiveSmallIntegerField()
    topic_text = models.JSONField(default=dict)  # by language

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "number"], name="one_week_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.topic}"

    @property
    def topic(self) -> str:
        return localized(self.topic_text)


class LiveSession(models.Model):
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="live_sessions")
    starts_at = models.DateTimeField()
    title_text = models.JSONField(default=dict)  # by language
    url = models.URLField(blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return localized(self.title_text)


class HelpChannel(models.Model):
    """A forum or chat of the cohort; without a language it is for everybody."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="help_channels")
    language = models.CharField(max_length=5, choices=Language, blank=True)
    name = models.CharField(
        max_length=text_limits.NAME, validators=[text_limits.validate_name]
    )
    url = models.URLField(blank=True)  # empty: its name says where it is
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name
