"""The versions of a project's rubric, and their criteria."""

from django.db import models

from projects.models.course import Project
from projects.models.texts import localized


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
