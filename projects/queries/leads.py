"""Reads of who leads what."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from projects.models import CohortLead, User


def leads_of(cohort: int) -> QuerySet[User]:
    """Who is told what happens in a cohort: admins, leads of all cohorts, and those of this one."""
    given = CohortLead.objects.filter(cohort=cohort, lead=OuterRef("pk"))
    leads = Q(is_lead=True) & (Q(leads_all_cohorts=True) | Q(Exists(given)))
    return User.objects.filter(Q(is_staff=True) | leads, is_active=True)


def leads_of_site() -> QuerySet[User]:
    """Who decides what belongs to no cohort, as `rules.leads_site` says of one person."""
    leads = Q(is_lead=True, leads_all_cohorts=True)
    return User.objects.filter(Q(is_staff=True) | leads, is_active=True)
