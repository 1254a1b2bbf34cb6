"""The course: projects (from packs) and their rubrics (versioned)."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from projects.enums import ChecksPolicy
from protocol.charts import Presentation


def localized(text: Mapping[str, str]) -> str:
    """The words in the active language, else in English."""
    language = (get_language() or "en").partition("-")[0]
    return text.get(language) or text.get("en", "")


class Project(models.Model):
    """Mirrors a pack folder, by `manage.py sync_packs`; admins may change its place, its title, and close it."""

    slug = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField()
    title_text = models.JSONField(default=dict)
    summary_text = models.JSONField(default=dict)
    announced = models.BooleanField(
        default=False, help_text=_("Listed, but not open for submissions yet.")
    )
    policy = models.CharField(
        max_length=6, choices=ChecksPolicy, default=ChecksPolicy.RETURN
    )
    signature = models.JSONField(default=dict)  # notebooks.recognise.NotebookSignature
    presentation = models.JSONField(default=dict)  # protocol.charts.Presentation
    brief_text = models.JSONField(default=dict)  # Markdown by language
    # Packed fingerprints of the starter's code (notebooks.similarity).
    starter_code = models.BinaryField(default=b"")
    pack_digest = models.CharField(max_length=64, blank=True)
    # What the pack says of both. Where an admin chose otherwise they differ, and are kept.
    pack_order = models.PositiveSmallIntegerField(null=True, blank=True)
    pack_title_text = models.JSONField(default=dict, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # to hand-ins, by an admin
    closed_text = models.JSONField(default=dict, blank=True)  # why, for students

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.order} · {self.title}"

    @property
    def title(self) -> str:
        return localized(self.title_text)

    @property
    def has_own_order(self) -> bool:
        """Whether an admin gave it another place than the pack does."""
        return self.pack_order is not None and self.order != self.pack_order

    @property
    def has_own_title(self) -> bool:
        return bool(self.pack_title_text) and self.title_text != self.pack_title_text

    @property
    def version(self) -> str:
        """The digest as people compare it."""
        return self.pack_digest[:8]

    def charts(self) -> Presentation:
        """What of its runs is drawn and told."""
        return Presentation.parse(self.presentation)

    @property
    def summary(self) -> str:
        return localized(self.summary_text)

    @property
    def brief(self) -> str:
        return localized(self.brief_text)


class PackVersion(models.Model):
    """A pack was installed. The newest row is the version in force, unless it is older than these rows."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="versions")
    digest = models.CharField(max_length=64)
    installed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-installed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.project} · {self.digest[:8]}"


class CalibrationReport(models.Model):
    """Figures of `python -m workers calibrate`, without names and evidence; an admin attached them."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="calibrations")
    digest = models.CharField(max_length=64)  # of the version that was calibrated
    made_at = models.DateTimeField()
    figures = models.JSONField()  # queries.calibration.Figures
    attached_at = models.DateTimeField(default=timezone.now)
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "digest", "made_at"], name="attached_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.made_at:%F %H:%M}"


class Rubric(models.Model):
    """One version of a project's rubric. A submission keeps the version it was made under."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="rubrics")
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "digest"], name="one_rubric_per_digest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.digest[:8]}"


class Criterion(models.Model):
    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="criteria")
    slug = models.SlugField()
    order = models.PositiveSmallIntegerField()
    section_slug = models.SlugField()
    section_text = models.JSONField(default=dict)
    title_text = models.JSONField(default=dict)
    passes_when_text = models.JSONField(default=dict)
    tips_text = models.JSONField(default=dict, blank=True)  # for reviewers only
    checks = models.JSONField(default=list, blank=True)  # slugs that inform it
    human = models.BooleanField(default=True)

    class Meta:
        ordering = ["order"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(
                fields=["rubric", "slug"], name="one_criterion_per_slug"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def section(self) -> str:
        return localized(self.section_text)

    @property
    def title(self) -> str:
        return localized(self.title_text)

    @property
    def passes_when(self) -> str:
        return localized(self.passes_when_text)

    @property
    def tips(self) -> str:
        return localized(self.tips_text)


def text_in(texts: Any) -> str:
    """`localized` for JSON read back from the database, where anything may be missing."""
    return localized(texts) if isinstance(texts, Mapping) else ""
