import pytest

from projects.models import CohortLead
from tests import factories


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def lead(client):
    person = factories.lead("Lena Lead")
    client.force_login(person)
    return person


@pytest.fixture
def half_lead(client, cohort):
    """Leads this cohort and no other."""
    person = factories.lead("Hanna Half", leads_all_cohorts=False)
    CohortLead.objects.create(cohort=cohort, lead=person)
    client.force_login(person)
    return person
