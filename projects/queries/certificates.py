"""Whether a student has met every project of a cohort, and whether a certificate still holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from projects.enums import EnrolmentState, State
from projects.models import Certificate, Cohort, Project, Submission, User
from projects.models.texts import text_in
from projects.queries.schedule import schedule_of
from projects.queries.searching import holding


class Standing(TextChoices):
    VALID = "valid", _("Valid")
    SUSPENDED = "suspended", _("Not valid now: a project is being judged again")
    REVOKED = "revoked", _("Revoked")


REVOKED = Standing.REVOKED.value


@dataclass(frozen=True)
class Met:
    """A project that was met, with the submission that was approved."""

    project: Project
    submission: int
    at: datetime
    elsewhere: str = ""  # the title of another cohort in which it was met


def everything_met(cohort: Cohort, student: User) -> list[Met] | None:
    """The cohort's projects in its order; None while one is missing, or there is none.

    A pass is the person's (0065): one of an earlier cohort of theirs counts in this one.
    """
    rows = Submission.objects.filter(student=student, state=State.APPROVED)
    kept = [one for one in rows.select_related("cohort") if one.decided_at is not None]
    kept.sort(key=lambda one: (one.cohort_id == cohort.pk, one.decided_at))
    approved = {one.project_id: one for one in kept}  # of this cohort, if there is one
    schedule = schedule_of(cohort)
    met = [
        _met(one.project, approved[one.project.pk], cohort)
        for one in schedule
        if one.project.pk in approved
    ]
    return met if schedule and len(met) == len(schedule) else None


def _met(project: Project, approved: Submission, cohort: Cohort) -> Met:
    if approved.decided_at is None:
        raise ValueError("What is approved has a date.")
    is_here = approved.cohort_id == cohort.pk
    elsewhere = "" if is_here else approved.cohort.title
    return Met(project, approved.pk, approved.decided_at, elsewhere)


def standing_of(certificate: Certificate) -> Standing:
    """A pass that was taken back takes the certificate with it, until it is given again.

    To that submission, or to a later attempt at the project.
    """
    return standings_of([certificate])[certificate.pk]


def standings_of(certificates: Sequence[Certificate]) -> Mapping[int, Standing]:
    """By certificate; one query for any number of them."""
    told = {
        project["slug"]
        for certificate in certificates
        for project in certificate.projects
    }
    approved = Submission.objects.filter(
        student__in={one.student_id for one in certificates},
        project__slug__in=told,
        state=State.APPROVED,
    )
    pairs = set(approved.order_by().values_list("student", "project__slug"))
    return {one.pk: _standing(one, pairs) for one in certificates}


def _standing(certificate: Certificate, approved: set[tuple[int, str]]) -> Standing:
    if certificate.revoked_at is not None:
        return Standing.REVOKED
    student = certificate.student_id
    kept = [(student, one["slug"]) in approved for one in certificate.projects]
    return Standing.VALID if all(kept) else Standing.SUSPENDED


def titles_of(certificate: Certificate) -> Sequence[str]:
    """Of its projects, as they were called then."""
    return [text_in(one["title"]) or one["slug"] for one in certificate.projects]


def certificate_of(cohort: Cohort, student: User) -> Certificate | None:
    """Theirs of this cohort, or of another that covers every project of this one.

    The same passes are certified once (0073): after a transfer, and in two cohorts with the same
    projects, the certificate that was taken first is the one.
    """
    mine = list(
        student.certificates.select_related("cohort").order_by("taken_at", "pk")
    )
    own = [one for one in mine if one.cohort_id == cohort.pk]
    needed = {one.project.slug for one in schedule_of(cohort)} if mine else set()
    covering = [
        one
        for one in mine
        if needed and needed <= {told["slug"] for told in one.projects}
    ]
    return next(iter([*own, *covering]), None)


def takes_elsewhere(cohort: Cohort, student: User) -> bool:
    """Whether they went on in another cohort, whose certificate it is then."""
    here = student.enrolments.filter(cohort=cohort)
    return here.filter(state=EnrolmentState.TRANSFERRED).exists()


def certificates_in(
    cohort: Cohort, words: str = "", state: str = ""
) -> QuerySet[Certificate]:
    """By name. `words`: of the name on it or in the account, or in the address; `state`: REVOKED, or what is not."""
    rows = cohort.certificates.select_related("student", "cohort")
    rows = rows.filter(student__is_active=True)
    if words:
        rows = rows.filter(
            holding(words, "name")
            | holding(words, "student__name")
            | Q(student__email__icontains=words.strip())
        )
    if state:
        rows = rows.filter(revoked_at__isnull=state != REVOKED)
    return rows.order_by("name", "pk")
