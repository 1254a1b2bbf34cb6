"""Reads of who leads what."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from projects.models import CohortLead, User


def leads_of(cohort: int) -> QuerySet[User]:
    """Who is told what happens in a cohort: admins, leads of all cohorts, and those of this one."""
    given = CohortLead.objects.filter(cohort=cohort, lead=OuterRef("pk"))
    leads = Q(is_lead=True) & (Q(leads_all_cohorts=True) | Q(Exists(given)))
    return User.objects.filter(Q(is_staff=True) | leads, is_active=True)
