"""Asking for an explanation, giving it, deciding on it: the pages, and what each of them hides."""

import pytest
from django.test import Client
from django.urls import reverse

from projects.enums import State
from projects.models import Explanation, Likeness
from projects.operations import explanations
from projects.web.review import explaining as views
from projects.web.review import likeness as likeness_views
from tests import factories

pytestmark = pytest.mark.django_db

WHY = "The same odd schedule as in the other."
HOSTILE = "<script>alert(1)</script> **Where** from?"


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def in_hand(monkeypatch):
    monkeypatch.setattr(likeness_views, "marked", lambda files, shared, **_how: [])
    subject = factories.submission(state=State.IN_REVIEW)
    ophelia = factories.student(subject.cohort, "Ophelia Other")
    other = factories.submission(subject.project, ophelia, state=State.APPROVED)
    Likeness.objects.create(submission=subject, other=other, shared=[1], share=0.9)
    return subject


@pytest.fixture
def asked():
    subject = factories.submission(state=State.EXPLAINING)
    subject.explanations.update(reason=WHY, question=HOSTILE)
    return subject


def ask_url(subject):
    pk = subject.likenesses.get().pk
    return reverse("projects:likeness_ask", args=[subject.uid, pk])


def to(name, subject):
    return reverse(f"projects:{name}", args=[subject.uid])


def text_of(answer):
    return answer.content.decode()


def test_the_page_of_two_works_asks(in_hand):
    client = client_of(in_hand.reviewer)
    url = ask_url(in_hand)
    assert f'action="{url}#ask"' in text_of(client.get(url.removesuffix("ask/")))
    answer = client.post(url, {"reason": WHY, "question": ""}, follow=True)
    page = text_of(answer)
    assert WHY in page
    assert "No answer yet; the time for it ends" in page
    assert "Let the review go on" not in page, "a lead decides"
    in_hand.refresh_from_db()
    assert in_hand.state == State.EXPLAINING
    assert in_hand.explanations.get().likeness == in_hand.likenesses.get()
    assert "asked to explain this" in text_of(client.get(url.removesuffix("ask/")))
    assert "a lead decides" in text_of(client.get(to("review", in_hand)))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": ""}, "Say why, for the lead"),
        ({"reason": WHY, "question": "x" * 5001}, "This is too long"),
        ({"reason": WHY, "question": "Ask ophelia other!"}, "names the other student"),
    ],
)
def test_bad_input_is_told_beside_its_field(in_hand, fields, words):
    answer = client_of(in_hand.reviewer).post(ask_url(in_hand), fields)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert fields["reason"] in text_of(answer)
    assert not Explanation.objects.exists()


def test_who_only_reads_is_not_offered_it(in_hand):
    in_hand.state, in_hand.reviewer = State.AWAITING_REVIEW, None
    in_hand.save()
    client = client_of(factories.reviewer(in_hand.project))
    page = client.get(ask_url(in_hand).removesuffix("ask/"))
    assert 'id="ask"' not in text_of(page)


def test_the_student_reads_what_is_asked_and_nothing_else(asked):
    page = text_of(client_of(asked.student).get(to("submission", asked)))
    assert "A question about your work" in page
    assert "please answer it." in page  # the form stands below: no other page is named
    assert "Nothing has been decided" in page
    assert "<strong>Where</strong> from?" in page
    assert "<script>alert" not in page
    assert "your place in the queue is kept" in page
    assert WHY not in page
    assert str(asked.explanations.get().asked_by) not in page


def test_the_student_answers_in_markdown_and_reads_it_again(asked):
    client = client_of(asked.student)
    home = text_of(client.get(reverse("projects:home")))
    assert "Read the question" in home
    refused = client.post(to("explain", asked), {"answer": ""})
    assert refused.status_code == 422
    assert "Write a few words." in text_of(refused)
    done = client.post(to("explain", asked), {"answer": "From a *book*."}, follow=True)
    page = text_of(done)
    assert "<em>book</em>" in page
    assert "Your explanation has arrived" in page
    assert to("explain", asked) not in page
    assert "Read the question" not in text_of(client.get(reverse("projects:home")))
    assert client.post(to("explain", asked), {"answer": "More."}).status_code == 409


def test_a_lead_reads_both_sides_and_lets_it_go_on(asked):
    client = client_of(factories.lead())
    explanations.explain(asked, by=asked.student, answer=HOSTILE)
    listed = text_of(client.get(reverse("projects:explanations")))
    assert "1 explanation waits for your decision" in listed
    assert to("explanation", asked) in listed
    page = text_of(client.get(to("explanation", asked)))
    assert "Your turn" in page
    assert f'href="{reverse("projects:explanations")}"' in page
    assert WHY in page
    assert "<script>alert" not in page
    refused = client.post(to("explanation", asked), {"action": "resume_review"})
    assert refused.status_code == 422
    assert client.post(to("explanation", asked), {"reason": "x"}).status_code == 422
    decision = {"action": "resume_review", "reason": "Thank you."}
    done = client.post(to("explanation", asked), decision, follow=True)
    assert "Nobody is asked to explain anything" in text_of(done)
    asked.refresh_from_db()
    assert asked.state == State.AWAITING_REVIEW
    told = text_of(client_of(asked.student).get(to("submission", asked)))
    assert "Thank you." in told


def test_a_lead_ends_it_and_the_student_reads_why(asked):
    client = client_of(factories.lead())
    page = text_of(client.get(to("explanation", asked)))
    assert 'value="not_accept"' not in page
    assert "The student answers first" in page
    explanations.explain(asked, by=asked.student, answer="I copied it.")
    assert 'value="not_accept"' in text_of(client.get(to("explanation", asked)))
    decision = {"action": "not_accept", "reason": "See the *honour code*."}
    client.post(to("explanation", asked), decision)
    page = text_of(client_of(asked.student).get(to("submission", asked)))
    assert "Unable to review" in page
    assert "<em>honour code</em>" in page
    assert "does not count as a failed attempt" in page


def test_a_leads_own_work_is_somebody_elses_to_decide(asked):
    asked.student.is_lead = True
    asked.student.save()
    client = client_of(asked.student)
    assert client.get(to("explanation", asked)).status_code == 404
    assert client.get(reverse("projects:explanations")).status_code == 200


def test_many_come_in_pages_and_cost_the_same(
    asked, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(views, "PER_PAGE", 3)
    for _ in range(3):
        factories.submission(state=State.EXPLAINING)
    client = client_of(factories.lead())
    with django_assert_max_num_queries(15):
        page = text_of(client.get(reverse("projects:explanations")))
    assert page.count("No answer yet; the time for it ends") == 3
    assert 'rel="next"' in page


def test_the_api_asks_and_answers_by_the_same_rules(in_hand):
    reviewer, student = client_of(in_hand.reviewer), client_of(in_hand.student)
    url = reverse("api:submission-ask-to-explain", args=[in_hand.uid])
    as_json = {"content_type": "application/json"}
    unknown = {"reason": WHY, "likeness": in_hand.likenesses.get().pk + 1}
    assert reviewer.post(url, unknown, **as_json).status_code == 404
    given = {
        "reason": WHY,
        "question": "Is it Ophelia Other's?",
        "likeness": in_hand.likenesses.get().pk,
    }
    assert reviewer.post(url, given, **as_json).status_code == 422
    answer = reviewer.post(url, {**given, "question": ""}, **as_json)
    assert answer.json()["state"] == "explaining"
    mine = student.get(reverse("api:submission-detail", args=[in_hand.uid])).json()
    assert {"explain", "withdraw"} == set(mine["actions"])
    assert WHY not in str(mine)
