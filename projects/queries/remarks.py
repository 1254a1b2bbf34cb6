"""Reads of the library of remarks: what somebody may use, and what fits a submission."""

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from projects.enums import CertificationState
from projects.models import Project, Remark, Submission, User
from projects.queries.searching import holding
from projects.rules import is_lead, leads_site


def usable_by(user: User) -> QuerySet[Remark]:
    """Their own, and those of the projects that they review; a lead reviews all."""
    shared = Q(owner=None)
    if not is_lead(user):
        shared &= Q(
            project__in=Project.objects.filter(
                certifications__user=user,
                certifications__state=CertificationState.CERTIFIED,
            )
        )
    return Remark.objects.filter(Q(owner=user) | shared).select_related("project")


def offered_by_others(user: User) -> QuerySet[Remark]:
    """What leads may take into a project's library."""
    if not leads_site(user):
        return Remark.objects.none()
    offered = Remark.objects.filter(is_offered=True).exclude(owner=user)
    return offered.select_related("project", "owner")


def fitting_for(submission: Submission, user: User, words: str) -> QuerySet[Remark]:
    """For its project, those in its language first, then what is used most."""
    fits = Q(project=None) | Q(project=submission.project_id)
    other_language = Case(
        When(language=submission.language, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    found = usable_by(user).filter(fits, holding(words, "body"))
    return found.order_by(other_language, "-uses", "-pk")
