"""Which versions of a project's pack were installed, and when."""

from django.db import models
from django.utils import timezone

from projects.models.course import Project


class PackVersion(models.Model):
    """A pack was installed. The newest row is the version in force, unless it is older than these rows."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="versions")
    digest = models.CharField(max_length=64)
    installed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-installed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.project} · {self.digest[:8]}"
