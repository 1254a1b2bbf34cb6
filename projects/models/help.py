"""Whom the rules found to need help, and what leads did about it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from projects.enums import HelpKind, MarkKind
from projects.models.course import Project
from projects.models.enrolment import Enrolment
from projects.models.messages import Message
from projects.models.submission import Submission


class HelpNeed(models.Model):
    """A rule that holds for a student, as it was when the list was last worked out."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="help_needs")
    kind = models.CharField(max_length=20, choices=HelpKind)
    project = models.ForeignKey(Project, models.CASCADE, related_name="+")
    submission = models.ForeignKey(  # the work it is about, if there is any
        Submission, models.CASCADE, null=True, related_name="+"
    )
    subject = models.CharField(max_length=80, blank=True)  # a criterion, or a check
    subject_text = models.JSONField(default=dict)  # its title
    times = models.PositiveIntegerField(default=0)  # returns, days or hours: by kind
    at = models.DateTimeField(null=True)  # the last return, the due date …: by kind
    weight = models.PositiveIntegerField()  # how bad it is among others
    since = models.DateTimeField(default=timezone.now)  # on the list

    class Meta:
        ordering = ["-weight", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "kind", "project", "subject"],
                name="one_need_per_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.get_kind_display()}"


class HelpMark(models.Model):
    """What a lead did about a student on the list. The history; never changed."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="help_marks")
    kind = models.CharField(max_length=10, choices=MarkKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)  # not on the list before
    is_last = models.BooleanField(default=True)  # it says where the student stands
    body = models.TextField(blank=True)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=models.Q(is_last=True),
                name="one_last_help_mark",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.enrolment}"

    def is_holding(self) -> bool:
        """Whether it keeps the student off the list."""
        return self.is_last and self.until is not None and self.until > timezone.now()
