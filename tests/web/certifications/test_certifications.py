"""The pages of certifications: a reviewer's own, and those of leads."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.enums import CertificationState, Language
from projects.models import Certification, User
from projects.operations import certification
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.database]
MINE = "projects:my_certifications"
LIST = "projects:certifications"


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def grace(project):
    return factories.reviewer(project, "Grace")


def client_of(person):
    made = Client()
    made.force_login(person)
    return made


@pytest.fixture
def lead():
    return client_of(factories.lead("Alan"))


def text(client, page, **query):
    return client.get(reverse(page), query).content.decode()


def row_of(person, language="en"):
    return person.certifications.get(language=language)


# --- one's own ------------------------------------------------------------------------------


def test_a_reviewer_pauses_and_resumes(grace):
    client, row = client_of(grace), row_of(grace)
    client.post(reverse("projects:certification_pause", args=[row.pk]))
    page = text(client, MINE)
    assert "Paused" in page
    assert reverse("projects:certification_resume", args=[row.pk]) in page
    client.post(reverse("projects:certification_resume", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == CertificationState.CERTIFIED


def test_what_a_lead_paused_offers_no_way_back(grace):
    row = row_of(grace)
    certification.decide(
        row, by=factories.lead(), state=CertificationState.PAUSED, reason="Talk to me."
    )
    page = text(client_of(grace), MINE)
    assert "Talk to me." in page
    assert reverse("projects:certification_resume", args=[row.pk]) not in page


@pytest.mark.parametrize(("sent", "kept"), [("2", 2), ("", None)])
def test_a_reviewer_limits_their_hands(grace, sent, kept):
    client_of(grace).post(reverse("projects:hands_limit"), {"most": sent})
    assert User.objects.get(pk=grace.pk).reviews_in_hand == kept


def test_a_limit_above_the_sites_is_not_offered(grace):
    answer = client_of(grace).post(reverse("projects:hands_limit"), {"most": "9"})
    assert answer.status_code == 422


# --- leads ----------------------------------------------------------------------------------


def listed(lead, **query):
    page = lead.get(reverse(LIST), query).context["page"]
    return [(row.user.name, row.language) for row in page]


def test_the_list_is_filtered_and_says_what_waits(lead, project, grace):
    other = factories.project()
    ada = factories.user("Ada")
    factories.certify(ada, other, Language.JAPANESE, state=CertificationState.APPLIED)
    assert "1 application waits for a lead." in text(lead, LIST)
    assert listed(lead) == [("Ada", "ja"), ("Grace", "en"), ("Grace", "ja")]
    assert listed(lead, state="applied") == [("Ada", "ja")]
    assert listed(lead, language="en") == [("Grace", "en")]
    assert listed(lead, project=other.slug) == [("Ada", "ja")]
    assert listed(lead, name="grac", language="ja") == [("Grace", "ja")]
    assert "Nothing matches these filters" in text(lead, LIST, name="nobody")


def test_a_decision_is_kept_with_who_why_and_when(lead, grace):
    row = row_of(grace)
    url = reverse("projects:certification", args=[row.pk])
    page = lead.post(url, {"state": "blocked", "reason": "Copied."}, follow=True)
    history = page.content.decode()
    assert "Alan" in history
    assert "Copied." in history
    row.refresh_from_db()
    assert row.state == CertificationState.BLOCKED
    assert row.changes.get().from_state == CertificationState.CERTIFIED
    assert "Copied." in text(client_of(grace), MINE)


def test_a_decision_without_a_reason_is_refused(lead, grace):
    row = row_of(grace)
    url = reverse("projects:certification", args=[row.pk])
    answer = lead.post(url, {"state": "blocked", "reason": " "})
    assert answer.status_code == 422
    assert "Say why." in answer.content.decode()
    row.refresh_from_db()
    assert row.state == CertificationState.CERTIFIED


def give(lead, project, email, **more):
    data = {
        "email": email,
        "project": project.slug,
        "languages": ["en", "ja"],
        "state": "certified",
        "reason": "Has taught it.",
        **more,
    }
    return lead.post(reverse("projects:certification_give"), data)


def test_a_lead_enters_somebody_in_both_languages(lead, project):
    ada = factories.user("Ada")
    assert give(lead, project, ada.email.upper()).status_code == 302
    assert ada.certifications.filter(state="certified").count() == 2


def test_what_is_there_already_is_said_and_stops_no_other(lead, project):
    ada = factories.user("Ada")
    factories.certify(ada, project, Language.ENGLISH)
    answer = give(lead, project, ada.email)
    assert answer.status_code == 422
    assert "English: There is a certification" in answer.content.decode()
    assert row_of(ada, "ja").state == CertificationState.CERTIFIED


@pytest.mark.parametrize("unproved", [True, False])
def test_nobody_is_entered_without_an_account_of_theirs(lead, project, unproved):
    email = factories.unproved().email if unproved else "nobody@example.org"
    assert give(lead, project, email).status_code == 422
    assert not Certification.objects.exists()


def test_a_lead_sets_somebodys_limit(lead, grace):
    url = reverse("projects:certification_limit", args=[row_of(grace).pk])
    lead.post(url, {"most": "1"})
    assert User.objects.get(pk=grace.pk).reviews_in_hand == 1
    assert lead.post(url, {"most": "0"}).status_code == 422


def test_as_many_queries_for_many_as_for_few(lead, project, grace):
    counts = []
    for _ in range(2):
        for name in (reverse(LIST), reverse(MINE)):
            with CaptureQueriesContext(connection) as used:
                lead.get(name)
            counts.append(len(used))
        factories.reviewer(project)
        factories.reviewer(factories.project())
    assert counts[:2] == counts[2:]
