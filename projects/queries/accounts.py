"""Reads of every account of the site, for admins who look for one."""

from django.db.models import Prefetch, Q, QuerySet

from projects.models import Certification, Enrolment, User
from projects.queries.searching import holding

ROLES = ("admin", "lead", "reviewer", "unproved", "shut")


def accounts(words: str, role: str) -> QuerySet[User]:
    """By name, with their cohorts; those that were deleted are nobody any more."""
    rows = User.objects.filter(erased_at=None)
    rows = rows.filter(holding(words, "name") | Q(email__icontains=words.strip()))
    wanted = {
        "admin": Q(is_staff=True),
        "lead": Q(is_lead=True),
        "reviewer": Q(pk__in=Certification.objects.values("user")),
        "unproved": Q(email_verified_at=None),
        "shut": Q(is_active=False),
    }
    rows = rows.filter(wanted.get(role, Q()))
    parts = Enrolment.objects.select_related("cohort").order_by("-joined_at", "-pk")
    return rows.order_by("name", "pk").prefetch_related(Prefetch("enrolments", parts))
