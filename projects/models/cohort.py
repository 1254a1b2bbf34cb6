"""Cohorts: runs of the course, and who leads them."""

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import text_limits, zones

if TYPE_CHECKING:
    from projects.models.people import User


CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O, no 1 I L
CODE_GROUP = 5


def new_code() -> str:
    """Random, 49 bits; without letters and digits that are taken for one another."""
    letters = [secrets.choice(CODE_LETTERS) for _ in range(2 * CODE_GROUP)]
    return "".join(letters[:CODE_GROUP]) + "-" + "".join(letters[CODE_GROUP:])


class CohortQuerySet(models.QuerySet["Cohort"]):
    def led_by(self, user: "User") -> "CohortQuerySet":
        """Cohorts whose students and work this person looks after: see `rules.leads`."""
        if user.leads_everywhere:
            return self
        if not user.is_lead:
            return self.none()
        return self.filter(leads__lead=user)


class Cohort(models.Model):
    """One run of the course. What it opens, in which order and until when: `CohortProject`."""

    slug = models.SlugField(unique=True)
    title = models.CharField(
        max_length=text_limits.NAME, validators=[text_limits.validate_name]
    )
    code = models.CharField(
        max_length=40,
        unique=True,
        default=new_code,
        help_text=_("Students sign up with this code. A random one cannot be guessed."),
        validators=[text_limits.validate_name],
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    time_zone = models.CharField(
        max_length=64,
        default=zones.UTC_NAME,
        validators=[zones.validate_time_zone],
        help_text=_("Its dates are in this time zone. People read them in their own."),
    )
    is_open = models.BooleanField(default=True, help_text=_("Accepts new students."))
    joins_by_code = models.BooleanField(
        default=True, help_text=_("Whoever knows the code may join.")
    )
    capacity = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("How many students may join. Empty: any number."),
    )
    blind = models.BooleanField(
        default=False, help_text=_("Reviewers do not see whose work they review.")
    )
    promised_review_hours = models.PositiveSmallIntegerField(
        default=24,
        validators=[MinValueValidator(1)],
        help_text=_("How long a student waits for a review at most, as promised."),
    )
    students = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Enrolment", related_name="cohorts"
    )

    objects: ClassVar[CohortQuerySet] = CohortQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="cohort_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.title


class CohortLead(models.Model):
    """A cohort given to a lead who does not lead every cohort."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="leads")
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="leading"
    )
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "lead"], name="one_lead_per_cohort"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lead} · {self.cohort}"
