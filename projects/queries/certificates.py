"""Whether a student has met every project of a cohort, and whether a certificate still holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, TextChoices
from django.utils.translation import gettext_lazy as _

from projects.enums import State
from projects.models import Certificate, Cohort, Project, Submission, User
from projects.models.texts import text_in
from projects.queries.schedule import schedule_of


class Standing(TextChoices):
    VALID = "valid", _("Valid")
    SUSPENDED = "suspended", _("Does not hold now: a project is judged again")
    REVOKED = "revoked", _("Revoked")


@dataclass(frozen=True)
class Met:
    """A project that was met, with the submission that was approved."""

    project: Project
    submission: int
    at: datetime


def everything_met(cohort: Cohort, student: User) -> list[Met] | None:
    """The cohort's projects in its order; None while one is missing, or there is none.

    A pass is the person's (0065): one of an earlier cohort of theirs counts in this one.
    """
    approved: Mapping[int, tuple[int, datetime]] = {
        project: (pk, at)
        for project, pk, at in Submission.objects.filter(
            student=student, state=State.APPROVED
        )
        .order_by("decided_at")
        .values_list("project", "pk", "decided_at")
        if at is not None
    }
    schedule = schedule_of(cohort)
    met = [
        Met(one.project, *approved[one.project.pk])
        for one in schedule
        if one.project.pk in approved
    ]
    return met if schedule and len(met) == len(schedule) else None


def standing_of(certificate: Certificate) -> Standing:
    """A pass that was taken back takes the certificate with it, until it is given again.

    To that submission, or to a later attempt at the project.
    """
    if certificate.revoked_at is not None:
        return Standing.REVOKED
    submissions = {one["submission"] for one in certificate.projects}
    projects = Submission.objects.filter(pk__in=submissions).values("project")
    approved = Submission.objects.filter(
        student=certificate.student_id, project__in=projects, state=State.APPROVED
    ).aggregate(n=Count("project", distinct=True))
    return Standing.VALID if approved["n"] == len(submissions) else Standing.SUSPENDED


def titles_of(certificate: Certificate) -> Sequence[str]:
    """Of its projects, as they were called then."""
    return [text_in(one["title"]) or one["slug"] for one in certificate.projects]


def certificate_of(cohort: Cohort, student: User) -> Certificate | None:
    return Certificate.objects.filter(cohort=cohort, student=student).first()
