"""Required changes are answered one by one with the next attempt."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notebooks.intake import HandIn
from projects.enums import State
from projects.errors import Incomplete
from projects.models import Submission
from projects.operations import erasure, reviews, submissions
from projects.operations.answers import Answer
from projects.queries.personal import submissions_of
from tests import factories
from tests.web.student.pages import page, url
from tests.web.student.test_hand_in import hand_in, page_of, upload

pytestmark = pytest.mark.django_db

DONE = {"done-criterion-code": "done"}


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def before(project, student, cohort):
    """An attempt that requires two changes: a criterion, and a place in the notebook."""
    subject = factories.submission(project, student, cohort, State.CHANGES_REQUESTED)
    factories.comment(subject, "Rename this.")
    factories.comment(subject, "A nice touch.", tag="awesome")
    return subject


@pytest.fixture
def place(before):
    return f"comment-{before.reviews.get().comments.get(tag='required').pk}"


def answered(place: str, **more: str) -> dict[str, str]:
    not_done = {f"done-{place}": "not_done", f"why-{place}": "The tests ask for it."}
    return {**DONE, **not_done, **more}


def test_every_required_change_is_asked_about_and_nothing_else(
    client, project, before, place
):
    form = page_of(client, project)
    assert 'name="done-criterion-code"' in form
    assert f'name="done-{place}"' in form
    assert "criterion-training" not in form
    assert "A nice touch." not in form
    assert f"{url('notebook', before, before.notebook_name)}?cell=2#{place}" in form


def test_the_answers_are_stored_with_the_attempt(client, project, before, place):
    assert hand_in(client, project, upload(), **answered(place)).status_code == 302
    made = Submission.objects.get(attempt=2)
    told = [(one.done, one.reason) for one in made.answers.all()]
    assert told == [(True, ""), (False, "The tests ask for it.")]
    assert "The tests ask for it." in page(client, made)
    assert "Rename this." in page(client, made)


def test_reasons_under_what_is_done_are_not_told(client, project, before, place):
    words = {"why-criterion-code": "typed, then thought better of"}
    hand_in(client, project, upload(), **answered(place, **words))
    made = Submission.objects.get(attempt=2)
    assert [one.reason for one in made.answers.all()] == ["", "The tests ask for it."]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"done-criterion-code": ""}, "Say whether you made this change."),
        ({"done-criterion-code": "perhaps"}, "Select a valid choice"),
        (
            {"done-criterion-code": "not_done", "why-criterion-code": " "},
            "Say why you did not change it.",
        ),
        (
            {"done-criterion-code": "not_done", "why-criterion-code": "x" * 2001},
            "This is too long",
        ),
        ({"honour_code": ""}, "Please confirm that this is your own work."),
    ],
)
def test_a_refused_hand_in_keeps_the_answers_and_stores_nothing(
    client, project, place, change, says
):
    response = hand_in(client, project, upload(), **answered(place, **change))
    assert response.status_code == 422
    form = response.content.decode()
    assert says in form
    assert "The tests ask for it.</textarea>" in form
    assert Submission.objects.count() == 1


def test_a_refused_file_keeps_the_answers(client, project, before, place):
    response = hand_in(client, project, upload(data=b"no"), **answered(place))
    form = response.content.decode()
    assert response.status_code == 422
    assert "The tests ask for it.</textarea>" in form
    assert Submission.objects.count() == 1


def test_the_verb_refuses_what_the_last_review_does_not_require(before):
    stale = {"comment-999999": Answer(done=True), "criterion-code": Answer(done=True)}
    response = _submitted(before, stale)
    assert (
        response
        == "The required changes are others by now: answer those that are shown."
    )


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (None, "Say whether you made this change."),
        (Answer(done=False, reason="  "), "Say why you did not change it."),
    ],
)
def test_the_verb_wants_every_change_answered(before, place, answer, says):
    given = {"criterion-code": answer} if answer else {}
    assert _submitted(before, given) == says
    assert Submission.objects.count() == 1


def _submitted(before, answers) -> str:
    intake = HandIn(
        files={"notebook.ipynb": factories.NOTEBOOK},
        notebook_name="notebook.ipynb",
        edition="only",
        notes=(),
    )
    try:
        submissions.submit(
            by=before.student,
            cohort=before.cohort,
            project=before.project,
            intake=intake,
            honour_code=True,
            answers=answers,
        )
    except Incomplete as refusal:
        return str(refusal.message)
    return ""


def test_an_attempt_that_nobody_judged_hands_its_answers_on(client, project, place):
    hand_in(client, project, upload(), **answered(place))
    Submission.objects.filter(attempt=2).update(state=State.RETURNED)
    form = page_of(client, project)
    assert "The tests ask for it.</textarea>" in form
    assert len(re.findall(r'type="radio"[^>]* checked', form)) == 2
    hand_in(client, project, upload(), **answered(place))
    assert Submission.objects.get(attempt=3).answers.count() == 2


@pytest.mark.parametrize("state", [State.UNREVIEWABLE, State.RETURNED])
def test_without_required_changes_nothing_is_asked(
    client, project, student, cohort, state
):
    factories.submission(project, student, cohort, state)
    assert 'name="done-' not in page_of(client, project)
    assert hand_in(client, project, upload()).status_code == 302


def test_the_reviewer_reads_the_answers_beside_criterion_and_work(
    client, project, before, place
):
    hand_in(client, project, upload(), **answered(place))
    made = Submission.objects.get(attempt=2)
    Submission.objects.filter(pk=made.pk).update(
        state=State.AWAITING_REVIEW, queued_at=made.submitted_at
    )
    reviewer = factories.reviewer(project)
    reviews.claim(made, by=reviewer)
    browser = Client()
    browser.force_login(reviewer)
    room = browser.get(reverse("projects:review", args=[made.uid])).content.decode()
    assert "The tests ask for it." in room
    assert "See the place in attempt 1" in room
    criterion = room[room.index('id="criterion-code"') :]
    assert criterion.index("answer to the change") < criterion.index("</section>")


def test_many_changes_cost_as_many_queries_as_one(client, project, before, place):
    with CaptureQueriesContext(connection) as few:
        page_of(client, project)
    for number in range(5):
        factories.comment(before, f"Another: {number}.")
    with CaptureQueriesContext(connection) as many:
        page_of(client, project)
    assert len(few) == len(many)


def test_the_reasons_are_exported_and_erased(client, project, place, student):
    hand_in(client, project, upload(), **answered(place))
    made = Submission.objects.get(attempt=2)
    told = [plain["answers"] for _folder, plain, _files in submissions_of(student)][1]
    assert told[1] == {
        "change": "Rename this.",
        "done": False,
        "reason": "The tests ask for it.",
    }
    erasure.erase(student, by=student)
    assert [one.reason for one in made.answers.all()] == [""]
