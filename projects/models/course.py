"""The projects of the course, as their packs describe them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.enums import ChecksPolicy
from projects.models.texts import localized
from protocol.charts import Presentation


class Project(models.Model):
    """Mirrors a pack folder; written by `manage.py sync_packs` and by nothing else."""

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
    signature = models.JSONField(default=dict)  # notebooks.signatures.NotebookSignature
    presentation = models.JSONField(default=dict)  # protocol.charts.Presentation
    brief_text = models.JSONField(default=dict)  # Markdown by language
    # Packed fingerprints of the starter's code (notebooks.similarity).
    starter_code = models.BinaryField(default=b"")
    pack_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.order} · {self.title}"

    @property
    def title(self) -> str:
        return localized(self.title_text)

    def charts(self) -> Presentation:
        """What of its runs is drawn and told."""
        return Presentation.parse(self.presentation)

    @property
    def summary(self) -> str:
        return localized(self.summary_text)

    @property
    def brief(self) -> str:
        return localized(self.brief_text)
