"""Public solutions, with which submissions are compared."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import text_limits
from projects.models.blobs import Blob
from projects.models.course import Project


class KnownSolution(models.Model):
    """A public solution that an admin loaded, to compare submissions with."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="known_solutions")
    title = models.CharField(
        max_length=text_limits.NAME, validators=[text_limits.validate_name]
    )
    address = models.URLField(
        _("address"), blank=True, help_text=_("Where it is published.")
    )
    file_name = models.CharField(max_length=255)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["project__order", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "blob"], name="known_solution_once"
            )
        ]

    def __str__(self) -> str:
        return self.title
