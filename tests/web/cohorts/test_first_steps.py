"""A new cohort tells what comes next, until its students do."""

import pytest
from django.urls import reverse

from projects.models import Cohort
from tests import factories

pytestmark = pytest.mark.django_db


def board(client, cohort):
    return client.get(reverse("projects:board", args=[cohort.slug])).content.decode()


@pytest.fixture
def cohort():
    made = factories.cohort()
    made.help_channels.create(name="Forum")
    made.help_channels.create(name="Chat", url="https://chat.example.org")
    return made


def test_an_empty_board_leads_to_dates_channels_leads_and_invitations(client, cohort):
    client.force_login(factories.admin())
    page = board(client, cohort)
    for part in ("projects", "weeks", "sessions", "channels"):
        assert reverse("projects:cohort_part", args=[cohort.slug, part]) in page
    for name in ("roster", "invitations"):
        assert reverse(f"projects:{name}", args=[cohort.slug]) in page
    assert reverse("projects:leads") in page
    assert "1 channel has no link yet" in page
    assert cohort.code in page
    assert "<select" not in page  # nothing to filter
    assert reverse("projects:message_new", args=[cohort.slug]) not in page


def test_who_is_invited_is_told_and_a_code_that_is_off_is_not(client, cohort):
    factories.invitation(cohort, "mia@example.org")
    Cohort.objects.update(joins_by_code=False)
    client.force_login(factories.lead())
    page = board(client, cohort)
    assert "1 person is invited" in page
    assert cohort.code not in page
    assert reverse("projects:leads") not in page  # an admin's


def test_with_the_first_student_the_board_is_a_board(client, cohort):
    factories.student(cohort)
    client.force_login(factories.lead())
    page = board(client, cohort)
    assert "Nobody has joined yet" not in page
    assert "<select" in page


def test_the_first_page_of_a_new_site_leads_to_a_cohort(client):
    here = reverse("projects:cohorts")
    client.force_login(factories.admin())
    page = client.get(here).content.decode()
    assert page.count(reverse("projects:cohort_new")) == 2
    client.force_login(factories.lead())
    page = client.get(here).content.decode()
    assert reverse("projects:cohort_new") not in page
    assert "an admin gives you" in page
