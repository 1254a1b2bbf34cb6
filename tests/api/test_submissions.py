"""The JSON skin shows what the pages show, to the same people, and nothing of ours."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from projects.enums import RunState, RunVerdict, State, StepState
from projects.models import CheckResult, Run, Step, Submission, User
from projects.operations import reviews
from projects.queries.figures import for_author
from projects.web.student.measurements import facts_of
from protocol.steps import StepKind
from tests import factories

pytestmark = pytest.mark.django_db

LIST = "/api/submissions/"
JSON = "application/json"
SECRET = "expected 0.3972, seed 11, /srv/checks"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def student() -> User:
    return factories.student(factories.cohort())


@pytest.fixture
def subject(student) -> Submission:
    return factories.submission(by=student, in_=student.cohorts.get())


def as_(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def detail(submission: Submission) -> str:
    return f"{LIST}{submission.uid}/"


def graded(submission: Submission) -> Run:
    """A failed run with everything in it that is for staff only."""
    now = timezone.now()
    run = Run.objects.create(
        submission=submission,
        number=submission.runs.count() + 1,
        state=RunState.FINISHED,
        verdict=RunVerdict.FAILED,
        pack_digest="d" * 64,
    )
    step = Step.objects.create(
        run=run,
        kind=StepKind.EXAMINE,
        queue="cpu",
        state=StepState.FAILED,
        worker=f"worker {SECRET}",
        incident=f"Traceback: {SECRET}",
        environment={"path": SECRET},
        started_at=now - timedelta(seconds=2),
        finished_at=now,
    )
    CheckResult.objects.create(
        step=step,
        order=1,
        check_slug="code.check",
        outcome="failed",
        title_text={"en": "The code", "ja": "コード"},
        hint_text={"en": "Look at the last layer.", "ja": "最後の層を見てください。"},
        evidence=SECRET,
    )
    return run


def test_the_list_holds_what_the_caller_may_see(student, subject):
    factories.submission()
    answer = as_(student).get(LIST)
    assert answer.status_code == 200
    [row] = answer.json()["results"]
    assert row == {
        "id": str(subject.uid),
        "project": subject.project.slug,
        "cohort": subject.cohort.slug,
        "attempt": 1,
        "edition": "only",
        "state": "checking",
        "state_label": "Checking",
        "submitted_at": row["submitted_at"],
        "decided_at": None,
    }


def test_one_submission_comes_with_its_files_its_checks_and_what_can_be_done(
    student, subject
):
    graded(subject)
    answer = as_(student).get(detail(subject)).json()
    assert answer["files"] == ["notebook.ipynb"]
    assert answer["actions"] == ["withdraw"]
    [run] = answer["runs"]
    assert run["verdict"] == "failed"
    [step] = run["steps"]
    assert step["results"] == [
        {
            "check_slug": "code.check",
            "title": "The code",
            "outcome": "failed",
            "hint": "Look at the last layer.",
        }
    ]


def test_titles_and_hints_are_in_the_callers_language(student, subject):
    graded(subject)
    student.language = "ja"
    student.save()
    answer = as_(student).get(detail(subject)).json()
    [result] = answer["runs"][0]["steps"][0]["results"]
    assert result["title"] == "コード"
    assert result["hint"] == "最後の層を見てください。"


@pytest.mark.parametrize("who", ["student", "reviewer", "lead", "admin"])
def test_what_is_for_staff_never_leaves_through_the_api(student, subject, who):
    graded(subject)
    Submission.objects.update(state=State.AWAITING_REVIEW, queued_at=timezone.now())
    person = {
        "student": lambda: student,
        "reviewer": lambda: factories.reviewer(subject.project),
        "lead": factories.lead,
        "admin": factories.admin,
    }[who]()
    client = as_(person)
    for url in (LIST, detail(subject)):
        answer = client.get(url)
        assert answer.status_code == 200
        text = json.dumps(answer.json())
        assert str(subject.uid) in text
        assert SECRET not in text
        for word in ("evidence", "incident", "environment", "worker", "pack_digest"):
            assert word not in text


@pytest.mark.parametrize(
    ("method", "verb"),
    [
        ("get", ""),
        ("post", "claim/"),
        ("post", "release/"),
        ("post", "withdraw/"),
        ("post", "appeal/"),
    ],
)
def test_what_may_not_be_seen_does_not_exist(subject, method, verb):
    client = as_(factories.student(subject.cohort))
    hidden = getattr(client, method)(detail(subject) + verb)
    missing = getattr(client, method)(f"{LIST}{NOBODY}/{verb}")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json() == missing.json()
    assert hidden.json()["code"] == "not_found"


def test_a_visitor_learns_nothing(client, subject):
    for url in (LIST, detail(subject)):
        answer = client.get(url)
        assert answer.status_code == 403
        assert answer.json()["code"] == "not_authenticated"


def test_a_post_of_another_site_is_refused(student, subject):
    client = Client(enforce_csrf_checks=True)
    client.force_login(student)
    answer = client.post(f"{detail(subject)}withdraw/", content_type=JSON)
    assert answer.status_code == 403
    assert answer.json()["code"] == "permission_denied"
    subject.refresh_from_db()
    assert subject.state == State.CHECKING


def test_the_list_is_for_reading_only(student, subject):
    client = as_(student)
    assert client.post(LIST, {"state": "approved"}).status_code == 405
    for method in (client.put, client.patch, client.delete):
        answer = method(
            detail(subject), {"state": "approved"}, content_type="application/json"
        )
        assert answer.status_code == 405
        assert answer.json()["code"] == "method_not_allowed"
    subject.refresh_from_db()
    assert subject.state == State.CHECKING


@pytest.fixture
def reviewer(subject) -> User:
    return factories.reviewer(subject.project)


def waiting(subject: Submission) -> None:
    subject.state, subject.queued_at = State.AWAITING_REVIEW, timezone.now()
    subject.save()


def test_the_author_sees_that_it_is_read_as_on_the_page_but_not_by_whom(
    student, subject, reviewer
):
    waiting(subject)
    client = as_(student)
    before = client.get(detail(subject)).json()
    reviews.claim(subject, by=reviewer)
    claimed = client.get(detail(subject)).json()
    reviews.release(subject, by=reviewer)
    after = client.get(detail(subject)).json()
    shown = [(one["state"], one["state_label"]) for one in (before, claimed, after)]
    waits = ("awaiting_review", "In the review queue")
    assert shown == [waits, ("in_review", "In review"), waits]
    assert str(reviewer) not in json.dumps(claimed)


def test_figures_are_for_the_author_what_the_page_has_words_for(
    student, subject, reviewer
):
    run = graded(subject)
    figures = {"test_loss": 0.2, "seed": 7, "usage": [1, 2], "exhibits": [{"x": 1}]}
    run.steps.update(figures=figures)
    [told] = as_(student).get(detail(subject)).json()["runs"]
    assert [step["figures"] for step in told["steps"]] == [{"test_loss": 0.2}]
    [told] = as_(factories.lead()).get(detail(subject)).json()["runs"]
    assert [step["figures"] for step in told["steps"]] == [figures]


def test_the_page_has_words_for_every_figure_that_the_author_is_told(subject):
    run = graded(subject)
    run.steps.update(
        figures={
            "training_loss": 1.0,
            "validation_loss": 1.0,
            "test_loss": 1.0,
            "data": "real",
            "attempt": 1,
            "attempts": 2,
        }
    )
    [step] = run.steps.all()
    charts = subject.project.charts()
    assert for_author(step.figures, charts) == step.figures
    without = {
        name: value for name, value in step.figures.items() if name != "attempts"
    }
    assert len(facts_of(run, charts)) == len(without)


def test_the_reviewer_sees_that_it_is_in_review(subject, reviewer):
    waiting(subject)
    answer = as_(reviewer).post(f"{detail(subject)}claim/", content_type=JSON)
    assert answer.status_code == 200
    assert answer.json()["state"] == "in_review"
    assert set(answer.json()["actions"]) == {
        "ask_to_explain",
        "release",
        "extend",
        "approve",
        "request_changes",
        "cannot_review",
    }


def test_what_leaves_the_callers_sight_is_no_longer_answered(subject):
    """Whoever loses their certification while they hold a review may still give it back."""
    reviewer = factories.reviewer(subject.project)
    waiting(subject)
    reviews.claim(subject, by=reviewer)
    reviewer.certifications.all().delete()
    answer = as_(reviewer).post(f"{detail(subject)}release/", content_type=JSON)
    assert answer.status_code == 204
    subject.refresh_from_db()
    assert subject.state == State.AWAITING_REVIEW


@pytest.mark.parametrize(
    ("state", "verb", "refusal"),
    [
        (State.APPROVED, "withdraw", (409, "wrong_state", "")),
        (State.RETURNED, "appeal", (422, "incomplete", "reason")),
        (State.AWAITING_REVIEW, "claim", (403, "not_allowed", "")),
    ],
)
def test_a_refusal_has_code_status_and_words(student, state, verb, refusal):
    subject = factories.submission(by=student, in_=student.cohorts.get(), state=state)
    answer = as_(student).post(f"{detail(subject)}{verb}/", content_type=JSON)
    body = answer.json()
    assert body.keys() == {"code", "message", "field"}
    assert (answer.status_code, body["code"], body["field"]) == refusal
    assert body["message"]
    subject.refresh_from_db()
    assert subject.state == state


def test_a_reason_that_is_no_text_is_told_by_its_field(student):
    subject = factories.submission(
        by=student, in_=student.cohorts.get(), state=State.RETURNED
    )
    answer = as_(student).post(
        f"{detail(subject)}appeal/",
        {"reason": ["a", "list"]},
        content_type="application/json",
    )
    assert answer.status_code == 400
    assert answer.json()["field"] == "reason"


def test_a_body_that_is_no_json_is_told(student, subject):
    answer = as_(student).post(
        f"{detail(subject)}appeal/", "{", content_type="application/json"
    )
    assert answer.status_code == 400
    assert answer.json()["code"] == "parse_error"


@pytest.mark.parametrize("reader", ["student", "lead"])
def test_three_rows_cost_as_many_queries_as_one(
    student, subject, reader, django_assert_num_queries
):
    person = student if reader == "student" else factories.lead()
    client = as_(person)
    graded(subject)
    with CaptureQueriesContext(connection) as one_row:
        client.get(LIST)
    with CaptureQueriesContext(connection) as one_run:
        client.get(detail(subject))
    for _ in range(2):
        graded(subject)
        graded(factories.submission(by=student, in_=student.cohorts.get()))
    with django_assert_num_queries(len(one_row)):
        assert len(client.get(LIST).json()["results"]) == 3
    with django_assert_num_queries(len(one_run)):
        assert len(client.get(detail(subject)).json()["runs"]) == 3


def test_a_long_list_is_paged(student, subject, settings):
    for _ in range(50):
        factories.submission(subject.project, student, subject.cohort, State.WITHDRAWN)
    first = as_(student).get(LIST).json()
    assert first["count"] == 51
    assert len(first["results"]) == 50
    second = as_(student).get(first["next"]).json()
    assert len(second["results"]) == 1
