"""The page that moves every date of a cohort: shown first, kept second."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from projects.enums import State
from projects.models import AuditEntry, CohortProject
from tests import factories

pytestmark = pytest.mark.django_db

DUE = datetime(2027, 4, 1, 16, tzinfo=UTC)  # 18:00 in Berlin


@pytest.fixture
def cohort():
    made = factories.cohort(time_zone="Europe/Berlin", starts_on=date(2027, 3, 1))
    project = factories.project(title_text={"en": "Bikes"})
    CohortProject.objects.create(cohort=made, project=project, order=1, due_at=DUE)
    made.weeks.create(number=1, topic_text={"en": "Neurons"})
    made.live_sessions.create(starts_at=DUE, title_text={"en": "Ask me"})
    return made


@pytest.fixture
def lead():
    made = Client()
    made.force_login(factories.lead())
    return made


def url(cohort):
    return reverse("projects:cohort_move", args=[cohort.slug])


def send(client, cohort, action="preview", **changes):
    form = {"amount": "1", "unit": "weeks", "seen": "2027-03-01", "reason": ""}
    return client.post(url(cohort), {**form, "action": action, **changes})


def test_the_preview_shows_each_date_and_keeps_nothing(lead, cohort):
    project = cohort.cohort_projects.get().project
    factories.submission(project, in_=cohort, state=State.APPROVED)
    text = send(lead, cohort).content.decode()
    for words in (
        *("Mon, 2027-03-01", "Mon, 2027-03-08", "Thu, 2027-04-01 18:00"),
        *("Thu, 2027-04-08 18:00", "Week 1: Neurons", "Live session: Ask me"),
        *('<th scope="col">Now</th>', "Project 1 is due: Bikes"),
        *("1 hand-in stays as it is.", "The cohort starts"),
    ):
        assert words in text
    cohort.refresh_from_db()
    assert cohort.starts_on == date(2027, 3, 1)
    assert not AuditEntry.objects.exists()


def test_what_was_shown_is_kept_with_its_reason(lead, cohort):
    response = send(lead, cohort, "move", amount="-3", unit="days", reason="Earlier.")
    assert response["Location"] == url(cohort)
    cohort.refresh_from_db()
    assert cohort.starts_on == date(2027, 2, 26)
    changes = reverse("projects:cohort_changes", args=[cohort.slug])
    text = lead.get(changes).content.decode()
    assert "Every date by -3 days: start 2027-03-01 → 2027-02-26" in text
    assert "Earlier." in text


def test_without_a_reason_the_preview_stays_and_says_so(lead, cohort):
    response = send(lead, cohort, "move")
    assert response.status_code == 422
    assert "reason" in response.context["form"].errors
    assert response.context["dates"]
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"amount": "0"}, {"amount": "soon"}, {"amount": "54"}, {"amount": "9" * 30}],
)
def test_a_wrong_number_stands_beside_its_field(lead, cohort, changes):
    response = send(lead, cohort, **changes)
    assert response.status_code == 422
    assert "amount" in response.context["form"].errors
    assert "dates" not in response.context


def test_a_page_of_yesterday_moves_nothing_again(lead, cohort):
    send(lead, cohort, "move", reason="Snow.")
    response = send(lead, cohort, "move", reason="Snow.")
    assert response.status_code == 422
    assert "moved meanwhile" in response.content.decode()
    assert AuditEntry.objects.count() == 1
    # The answer shows the dates as they are now, so that they can be moved from there.
    seen = response.context["form"]["seen"].value()
    again = send(lead, cohort, "move", reason="More snow.", seen=seen)
    assert again.status_code == 302
    cohort.refresh_from_db()
    assert cohort.starts_on == date(2027, 3, 15)


def test_the_page_is_one_of_the_plans(lead, cohort):
    settings = reverse("projects:cohort_settings", args=[cohort.slug])
    assert url(cohort) in lead.get(settings).content.decode()
    assert "Move these dates" not in lead.get(url(cohort)).content.decode()
