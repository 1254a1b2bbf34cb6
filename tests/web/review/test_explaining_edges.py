"""The pages of explanations: for whom they exist, a decision that comes too early or twice, words that are kept."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.enums import Language, State
from projects.models import CohortLead
from projects.operations import explanations
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    project = factories.project()
    holder = factories.reviewer(project)
    return factories.submission(project, state=State.EXPLAINING, reviewed_by=holder)


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def to(name, subject):
    return reverse(f"projects:{name}", args=[subject.uid])


def decide(client, subject, action="resume_review", reason="Thank you."):
    return client.post(to("explanation", subject), {"action": action, "reason": reason})


def test_for_whom_the_page_and_the_list_exist(asked):
    mine, other = (factories.lead(leads_all_cohorts=False) for _ in range(2))
    CohortLead.objects.create(cohort=asked.cohort, lead=mine)
    CohortLead.objects.create(cohort=factories.cohort(), lead=other)
    stranger = factories.student(asked.cohort)
    pages = {mine: 200, factories.admin(): 200, asked.reviewer: 200}
    pages |= {other: 404, asked.student: 404, stranger: 404}
    found = {
        person: client_of(person).get(to("explanation", asked)).status_code
        for person in pages
    }
    assert found == pages
    shown = client_of(other).get(reverse("projects:explanations")).content.decode()
    assert to("explanation", asked) not in shown
    for person in (asked.reviewer, asked.student):
        there = reverse("projects:explanations")
        assert client_of(person).get(there).status_code == 404


def test_work_of_which_nothing_was_asked_has_no_such_page():
    subject = factories.submission(state=State.AWAITING_REVIEW)
    there = to("explanation", subject)
    assert client_of(factories.lead()).get(there).status_code == 404


def test_the_reviewer_who_asked_reads_and_does_not_decide(asked):
    client = client_of(asked.reviewer)
    assert 'name="action"' not in client.get(to("explanation", asked)).content.decode()
    assert decide(client, asked).status_code == 403
    asked.refresh_from_db()
    assert asked.state == State.EXPLAINING


def test_ending_it_before_the_student_was_heard_is_refused(asked):
    client = client_of(factories.lead())
    assert decide(client, asked, "not_accept").status_code == 409
    asked.explanations.update(due_at=timezone.now() - timedelta(minutes=1))
    page = client.get(to("explanation", asked)).content.decode()
    assert 'value="not_accept"' in page
    assert decide(client, asked, "not_accept").status_code == 302


@pytest.mark.parametrize("action", ["", "approve", "explain"])
def test_another_button_than_the_two_decides_nothing(asked, action):
    answer = decide(client_of(factories.lead()), asked, action)
    assert answer.status_code == 422
    asked.refresh_from_db()
    assert asked.state == State.EXPLAINING


def test_words_too_long_are_kept_and_told_beside_their_field(asked):
    reason = "Kept words. " + "x" * 5000
    answer = decide(client_of(factories.lead()), asked, reason=reason)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This is too long" in page
    assert "Kept words." in page


def test_a_second_lead_who_decides_from_an_open_page_is_told(asked):
    decide(client_of(factories.lead()), asked)
    answer = decide(client_of(factories.lead()), asked, reason="I think otherwise.")
    assert answer.status_code == 409
    assert [one.body for one in asked.events.all() if one.body] == ["Thank you."]


def test_the_answer_of_another_student_is_not_taken(asked):
    for person, status in (
        (factories.student(asked.cohort), 404),
        (asked.reviewer, 403),
        (factories.lead(), 403),
    ):
        answer = client_of(person).post(to("explain", asked), {"answer": "Mine."})
        assert answer.status_code == status
    assert asked.explanations.get().answer == ""


def test_what_was_decided_is_read_afterwards_with_its_answer(asked):
    explanations.explain(asked, by=asked.student, answer="本の**三章**です。")
    lead = factories.lead(language=Language.JAPANESE)
    decide(client_of(lead), asked)
    page = client_of(lead).get(to("explanation", asked)).content.decode()
    assert "<strong>三章</strong>" in page
    assert 'lang="ja"' in page
    assert 'name="action"' not in page, "there is nothing left to decide"
