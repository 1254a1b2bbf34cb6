import pytest

from tests import factories


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def lead(client):
    person = factories.lead("Lena Lead")
    client.force_login(person)
    return person
