"""Remarks: words that reviewers keep to use them again."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from projects.enums import Language
from projects.models.course import Project
from projects.text_limits import one_line


class Remark(models.Model):
    """Somebody's own, or without an owner a project's, which leads look after.

    The text may hold placeholders, see `projects.placeholders`.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="remarks",
    )
    project = models.ForeignKey(  # empty: fits every project
        Project, models.CASCADE, null=True, blank=True, related_name="remarks"
    )
    language = models.CharField(max_length=5, choices=Language)
    body = models.TextField()
    is_offered = models.BooleanField(default=False)  # to the leads, for the project
    uses = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-uses", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(project__isnull=False),
                name="remark_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(is_offered=False)
                | Q(owner__isnull=False, project__isnull=False),
                name="offered_by_its_owner",
            ),
        ]

    def __str__(self) -> str:
        return one_line(self.body)[:60]
