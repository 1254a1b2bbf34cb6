import pytest
from django.test import Client

from tests import factories


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def student(cohort):
    return factories.student(cohort)


@pytest.fixture
def client(student):
    """The student's own browser."""
    client = Client()
    client.force_login(student)
    return client
