"""The projects of the course, as their packs describe them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.enums import ChecksPolicy
from projects.models.texts import localized
from protocol.charts import Presentation


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
    signature = models.JSONField(default=dict)  # notebooks.signatures.NotebookSignature
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
