"""Cohorts: who is in them, who leads them, and what is due when."""

import secrets
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects import text_limits, zones
from projects.enums import EnrolmentState
from projects.models.course import Project

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
        help_text=_("Its dates are meant in this zone. People read them in their own."),
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


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self) -> "EnrolmentQuerySet":
        """Who takes part now. A pause that has an end is over by itself, judged on reading."""
        return self.filter(
            Q(state=EnrolmentState.ACTIVE)
            | Q(state=EnrolmentState.PAUSED, paused_until__lt=timezone.now().date())
        )

    def seated(self) -> "EnrolmentQuerySet":
        """Who counts against the cohort's capacity."""
        return self.filter(state__in=(EnrolmentState.ACTIVE, EnrolmentState.PAUSED))


class Enrolment(models.Model):
    """A student in a cohort; the row stays when they leave, for the cohort's numbers."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="enrolments")
    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrolments"
    )
    joined_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(
        max_length=12, choices=EnrolmentState, default=EnrolmentState.ACTIVE
    )
    state_since = models.DateTimeField(null=True, blank=True)  # empty: since joined_at
    state_reason = models.TextField(blank=True)  # the student reads it
    paused_until = models.DateField(null=True, blank=True)  # the last day, in UTC

    objects: ClassVar[EnrolmentQuerySet] = EnrolmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "student"], name="one_enrolment_per_cohort"
            )
        ]
        indexes = [models.Index(fields=["cohort", "state"])]

    def __str__(self) -> str:
        return f"{self.student} · {self.cohort}"

    def state_now(self) -> EnrolmentState:
        """A pause whose last day is over has ended, whether or not anybody wrote it down."""
        until, today = self.paused_until, timezone.now().date()
        is_over = until is not None and until < today
        if self.state == EnrolmentState.PAUSED and is_over:
            return EnrolmentState.ACTIVE
        return EnrolmentState(self.state)

    @property
    def has_left(self) -> bool:
        """Withdrawn, or in another cohort: no pause that ends."""
        return self.state in (EnrolmentState.WITHDRAWN, EnrolmentState.TRANSFERRED)

    @property
    def is_active(self) -> bool:
        return self.state_now() == EnrolmentState.ACTIVE


class CohortProject(models.Model):
    """A project of a cohort: its place, when it opens, when it is due.

    A cohort without any takes every project of the site, in the site's order, without dates.
    A due date passed is shown, never enforced.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="cohort_projects")
    project = models.ForeignKey(Project, models.CASCADE, related_name="cohort_projects")
    order = models.PositiveSmallIntegerField()
    opens_at = models.DateTimeField(null=True, blank=True)  # empty: open
    due_at = models.DateTimeField(null=True, blank=True)
    grace_hours = models.PositiveSmallIntegerField(
        default=0, help_text=_("Work that comes this long after the date is not late.")
    )

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "project"], name="cohort_lists_project_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cohort} · {self.project}"


class Extension(models.Model):
    """Another due date for one student and project. Earlier ones are in the audit."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="extensions")
    project = models.ForeignKey(Project, models.CASCADE, related_name="extensions")
    due_at = models.DateTimeField()
    reason = models.TextField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "project"], name="one_extension_per_project"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} · {self.project}"
