"""Replies on the pages: under the comment, on the submission's page, and on “My reviews”."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.enums import State
from projects.models import Reply
from projects.operations import threads
from tests import factories
from tests.web.student.pages import page, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject(mine):
    return mine(State.CHANGES_REQUESTED)


@pytest.fixture
def comment(subject):
    return factories.comment(subject)


def answer_url(subject, comment) -> str:
    return reverse("projects:reply", args=[subject.uid, comment.pk])


def notebook(client, subject) -> str:
    return client.get(url("notebook", subject, subject.notebook_name)).content.decode()


def test_the_student_asks_in_place_and_reads_it_there(client, subject, comment):
    assert "Ask about this comment" in notebook(client, subject)
    response = client.post(answer_url(subject, comment), {"body": "Which <b>name</b>?"})
    place = (
        f"{url('notebook', subject, subject.notebook_name)}?cell=2#comment-{comment.pk}"
    )
    assert response["Location"] == place
    assert "Which &lt;b&gt;name&lt;/b&gt;?" in notebook(client, subject)
    shown = page(client, subject)
    assert "Replies under comments" in shown
    assert f'href="{place}"' in shown


def test_the_reviewer_sees_the_question_and_answers_back(client, subject, comment):
    browser = Client()
    browser.force_login(subject.reviewer)
    assert "Ask about this comment" not in notebook(browser, subject)
    client.post(answer_url(subject, comment), {"body": "Which name?"})
    room = browser.get(reverse("projects:my_reviews")).content.decode()
    assert "1 question waits for your answer" in room
    assert "Which name?" in room
    browser.post(answer_url(subject, comment), {"body": "Any that says what it is."})
    room = browser.get(reverse("projects:my_reviews")).content.decode()
    assert "waits for your answer" not in room
    assert "Any that says what it is." in notebook(client, subject)


@pytest.mark.parametrize(
    ("body", "says"),
    [("  ", "Write a few words."), ("word " * 500, "This is too long")],
)
def test_what_is_refused_comes_back_under_its_comment(
    client, subject, comment, body, says
):
    other = factories.comment(subject, "Another.")
    response = client.post(answer_url(subject, comment), {"body": body})
    shown = response.content.decode()
    assert response.status_code == 422
    assert says in shown
    assert body.strip() in shown
    assert shown.count('class="no-print" open') == 1
    assert shown.index(says) < shown.index(f'id="id_reply-{other.pk}_body"')


def test_too_many_replies_are_kept_to_be_sent_later(client, subject, comment):
    comments = [factories.comment(subject, f"Comment {n}.") for n in range(10)]
    for one in comments:
        client.post(answer_url(subject, one), {"body": "Why?"})
    response = client.post(answer_url(subject, comment), {"body": "And this one?"})
    assert response.status_code == 429
    assert "And this one?</textarea>" in response.content.decode()
    assert not comment.replies.exists()


def test_a_comment_of_another_submission_is_not_there(client, subject, mine):
    elsewhere = factories.comment(mine(State.APPROVED))
    answer = client.post(answer_url(subject, elsewhere), {"body": "Hello?"})
    assert answer.status_code == 404


def test_nothing_is_offered_under_what_is_closed(client, subject, comment, settings):
    settings.REPLY_DAYS = 0
    threads.reply(comment, by=subject.student, body="Which name?")
    factories.submission(subject.project, subject.student, subject.cohort)
    shown = notebook(client, subject)
    assert "Which name?" in shown
    assert "reply/" not in shown


def test_many_threads_cost_as_many_queries_as_one(client, subject, comment):
    threads.reply(comment, by=subject.student, body="Which name?")
    pages = (lambda: notebook(client, subject), lambda: page(client, subject))
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            for look in pages:
                look()
        counts.append(len(queries))
        for number in range(4):
            more = factories.comment(subject, f"Comment {number}.")
            Reply.objects.create(comment=more, author=subject.reviewer, body="So.")
    assert counts[0] == counts[1]
