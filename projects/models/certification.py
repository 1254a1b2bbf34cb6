"""Who may review what, since when, and who decided it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.enums import CertificationState, Language
from projects.models.course import Project


class Certification(models.Model):
    """A reviewer may review this project's work in this language while the state is certified.

    Only somebody whose address is proved may have one: see `rules.may_hold_certification`.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="certifications"
    )
    project = models.ForeignKey(Project, models.CASCADE, related_name="certifications")
    language = models.CharField(
        _("language"), max_length=5, choices=Language, default=Language.ENGLISH
    )
    state = models.CharField(
        max_length=12, choices=CertificationState, default=CertificationState.APPLIED
    )
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["project__order", "language", "user__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "project", "language"],
                name="one_certification_per_language",
            )
        ]

    def __str__(self) -> str:
        what = f"{self.project} · {self.get_language_display()}"
        return f"{self.user} · {what} · {self.get_state_display()}"


class CertificationChange(models.Model):
    """One step of a certification's history. Never changed; goes with the certification."""

    certification = models.ForeignKey(
        Certification, models.CASCADE, related_name="changes"
    )
    by = models.ForeignKey(  # empty: the site, when it was set up
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    from_state = models.CharField(max_length=12, choices=CertificationState, blank=True)
    to_state = models.CharField(max_length=12, choices=CertificationState)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state} · {self.at:%F %T}"
