"""The comment form on an output: opened, refused, edited in two tabs, and left out where it cannot be."""

import pytest
from django.test import Client
from django.urls import reverse

from projects.enums import State
from projects.models import Comment
from projects.operations import drafts, reviews
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def grace():
    return factories.reviewer(factories.project(), "Grace")


@pytest.fixture
def in_hand(grace):
    project = grace.certifications.first().project
    subject = factories.submission(project, state=State.AWAITING_REVIEW)
    reviews.claim(subject, by=grace)
    return subject


@pytest.fixture
def client(grace):
    client = Client()
    client.force_login(grace)
    return client


def to(name, subject, *more):
    return reverse(f"projects:{name}", args=[subject.uid, *more])


def typed(prefix="new-2", **given):
    fields = {"file_name": "notebook.ipynb", "cell": 2, "output": 1, "tag": "required"}
    return {
        **{f"{prefix}-{name}": value for name, value in (fields | given).items()},
        "comment": prefix,
    }


def on_output(in_hand, grace, **fields):
    given = {"file_name": "notebook.ipynb", "cell": 1, "output": 1, "body": "So."}
    return drafts.comment(in_hand, by=grace, **(given | fields))


def test_the_form_says_what_it_is_about_and_asks_for_no_lines(client, in_hand):
    page = client.get(to("review", in_hand), {"comment": "2:o1"}).content.decode()
    assert "Comment on output 1</label>" in page
    assert 'name="new-2-output"\n         value="1"' in page
    assert 'name="new-2-line"' not in page
    of_cell = client.get(to("review", in_hand), {"comment": "2"}).content.decode()
    assert 'name="new-2-line"' in of_cell
    assert 'name="new-2-output"\n         value=""' in of_cell


@pytest.mark.parametrize(
    "wrong", [{"body": ""}, {"body": "So.", "tag": ""}, {"body": "x" * 10_001}]
)
def test_a_refused_comment_is_still_about_its_output(client, in_hand, wrong):
    answer = client.post(to("comment_add", in_hand), typed(**wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "field__error" in page
    assert "Comment on output 1</label>" in page
    assert 'name="new-2-output"\n         value="1"' in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "place",
    [
        {"output": 2},
        {"output": 0},
        {"output": "x"},
        {"cell": 1},
        {"cell": 99},
        {"cell": "", "output": 1},
        {"file_name": "other.py"},
    ],
)
def test_an_output_that_there_is_not_is_not_found(client, in_hand, place):
    answer = client.post(to("comment_add", in_hand), typed(body="So.", **place))
    assert answer.status_code == 404
    assert not Comment.objects.exists()


def test_a_line_that_was_left_in_the_form_does_not_win_over_the_output(client, in_hand):
    client.post(to("comment_add", in_hand), typed(body="So.", line=2))
    made = Comment.objects.get()
    assert (made.output, made.line, made.end_line) == (1, None, None)


def test_editing_leaves_the_place_whatever_the_form_says(client, in_hand, grace):
    made = on_output(in_hand, grace)
    data = typed(f"edit-{made.pk}", body="Better.", version=0, cell=1, output="")
    answer = client.post(to("comment_edit", in_hand, made.pk), data)
    assert answer["Location"].endswith("?cell=2#cell-2-output-1")
    made.refresh_from_db()
    assert (made.body, made.cell, made.output) == ("Better.", 1, 1)


def test_deleted_in_another_tab_it_comes_back_as_a_comment_on_the_output(
    client, in_hand, grace
):
    made = on_output(in_hand, grace)
    drafts.delete_comment(made, by=grace, version=0)
    data = typed(f"edit-{made.pk}", body="What I was typing.", version=0)
    answer = client.post(to("comment_edit", in_hand, made.pk), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "What I was typing.</textarea>" in page
    assert "Comment on output 1</label>" in page
    sent = typed(f"edit-{made.pk}", body="What I was typing.")
    client.post(to("comment_add", in_hand), sent)
    assert Comment.objects.get().output == 1


def test_two_comments_on_one_output_stand_in_their_order(client, in_hand, grace):
    for body in ("First said.", "Then said."):
        on_output(in_hand, grace, body=body)
    page = client.get(to("review", in_hand)).content.decode()
    output = page.index('id="cell-2-output-1"')
    assert output < page.index("First said.") < page.index("Then said.")
    assert page.count('id="cell-2-output-1"') == 1


def test_nobody_else_comments_on_it_or_reads_a_draft(in_hand, grace):
    on_output(in_hand, grace, body="Not yet published.")
    for person, status in (
        (in_hand.student, 404),
        (factories.reviewer(in_hand.project), 404),
        (factories.lead(leads_all_cohorts=False), 404),
    ):
        other = Client()
        other.force_login(person)
        answer = other.post(to("comment_add", in_hand), typed(body="Mine."))
        assert answer.status_code == status
    assert Comment.objects.count() == 1
    student = Client()
    student.force_login(in_hand.student)
    page = student.get(to("submission", in_hand)).content.decode()
    assert "Not yet published." not in page


def test_the_student_reads_it_at_the_output_once_it_is_published(in_hand, grace):
    on_output(in_hand, grace, body="Why <b>hello</b>?")
    factories.judge_all(in_hand, grace, "changes", "Because.")
    reviews.request_changes(in_hand, by=grace)
    client = Client()
    client.force_login(in_hand.student)
    page = client.get(to("submission", in_hand)).content.decode()
    assert "Output 1" in page
    assert "Why &lt;b&gt;hello&lt;/b&gt;?" in page
