"""A student's page for those who lead the cohort."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.enums import State
from projects.models import CohortProject, Enrolment, Event, Extension
from projects.operations.notifications import notify
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return factories.lead("Lena Lead")


@pytest.fixture
def client(lead):
    made = Client()
    made.force_login(lead)
    return made


def address(student):
    (enrolment,) = student.enrolments.all()[:1]
    args = [enrolment.cohort.slug, enrolment.pk]
    return reverse("projects:cohort_student", args=args)


def test_everything_of_theirs_is_there(client, lead):
    cohort, project = factories.cohort(), factories.project()
    ada = factories.student(cohort, "Ada")
    past = timezone.now() - timedelta(days=1)
    CohortProject.objects.create(cohort=cohort, project=project, order=1, due_at=past)
    Extension.objects.create(
        enrolment=ada.enrolments.get(),
        project=project,
        due_at=past + timedelta(days=7),
        reason="Moved house.",
        granted_by=lead,
    )
    first = factories.submission(project, ada, cohort, State.RETURNED)
    last = factories.submission(
        project,
        ada,
        cohort,
        State.APPROVED,
        reviewed_by=factories.reviewer(project, "Rita"),
    )
    notify(
        Event.objects.create(submission=first, kind="fail_checks", to_state="returned")
    )
    ada.upload_attempts.create()
    text = client.get(address(ada)).content.decode()
    for words in (
        "Ada",
        ada.email,
        "Rita",
        "Moved house.",
        "1 of 1 projects, 2 attempts",
    ):
        assert words in text
    for one in (first, last):
        assert reverse("projects:submission", args=[one.uid]) in text
    assert "Waiting" in text  # the letter about the checks


def test_somebody_with_nothing_has_a_page(client):
    factories.project()
    text = client.get(address(factories.student(factories.cohort()))).content.decode()
    assert "Nothing handed in" in text


def test_another_cohort_of_theirs_is_one_click_away(client):
    ada, other = factories.student(factories.cohort()), factories.cohort()
    second = Enrolment.objects.create(cohort=other, student=ada)
    args = [other.slug, second.pk]
    assert (
        reverse("projects:cohort_student", args=args)
        in client.get(address(ada)).content.decode()
    )


def test_as_many_queries_for_a_long_history_as_for_none(client):
    cohort, project = factories.cohort(), factories.project()
    CohortProject.objects.create(cohort=cohort, project=project, order=1)
    ada = factories.student(cohort)
    page = address(ada)
    client.get(page)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(page)
        return len(captured)

    none = queries()
    for _ in range(3):
        factories.submission(project, ada, cohort, State.CHANGES_REQUESTED)
    assert queries() == none <= 15
