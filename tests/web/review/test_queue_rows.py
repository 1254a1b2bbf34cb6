"""What a row of the queue says, and how the list is filtered."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.enums import Judgement, RunState, RunVerdict, State
from projects.models import CheckResult, Cohort, Run, Step
from projects.operations import reviews, submissions
from projects.queries.names import code_of
from protocol.steps import Outcome, StepKind
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def grace(project):
    return factories.reviewer(project, "Grace")


@pytest.fixture
def client(grace):
    made = Client()
    made.force_login(grace)
    return made


def waiting(project, name="", minutes=60, **fields):
    cohort = factories.cohort()
    return factories.submission(
        project,
        factories.student(cohort, name),
        cohort,
        State.AWAITING_REVIEW,
        queued_at=timezone.now() - timedelta(minutes=minutes),
        **fields,
    )


def checked(submission, **outcomes):
    """A finished run: code="failed" is the outcome of that criterion's check."""
    failed = "failed" in outcomes.values()
    run = Run.objects.create(
        submission=submission,
        number=1,
        state=RunState.FINISHED,
        verdict=RunVerdict.FAILED if failed else RunVerdict.PASSED,
    )
    step = Step.objects.create(run=run, kind=StepKind.EXAMINE, queue="cpu")
    for order, (slug, outcome) in enumerate(outcomes.items()):
        CheckResult.objects.create(
            step=step,
            order=order,
            check_slug=f"{slug}.check",
            outcome=Outcome(outcome),
        )
    return submission


def queue(client, **query):
    return client.get(reverse("projects:queue"), query)


def rows(client, **query):
    return queue(client, **query).context["rows"]


def names(client, **query):
    return [row.submission.student.name for row in rows(client, **query)]


def test_the_wait_is_told_with_the_exact_time_on_hover(client, project):
    subject = waiting(project, minutes=28)
    text = queue(client).content.decode()
    assert "waiting 28 min</time>" in text
    assert f'datetime="{subject.queued_at.isoformat()}" title="' in text
    assert "Queued" not in text


@pytest.mark.parametrize(
    ("outcomes", "words", "shape"),
    [
        ({"code": "passed", "training": "passed"}, "Passed all checks", "passed"),
        (
            {"code": "failed", "training": "passed"},
            "1 criterion failed by checks",
            "failed",
        ),
        (
            {"code": "failed", "training": "failed"},
            "2 criteria failed by checks",
            "failed",
        ),
        (
            {"code": "passed", "training": "skipped"},
            "1 criterion not measured",
            "unjudged",
        ),
    ],
)
def test_the_machine_result_is_told_by_criterion(
    client, project, outcomes, words, shape
):
    checked(waiting(project), **outcomes)
    [row] = rows(client)
    assert (row.machine.words, row.machine.outcome) == (words, shape)
    assert words in queue(client).content.decode()


def test_what_was_never_checked_says_so(client, project):
    waiting(project)
    [row] = rows(client)
    assert row.machine.words == "Not checked"


def resubmitted(project, by):
    """A second attempt that waits; `by` required changes of the first."""
    first = waiting(project, "Ada")
    reviews.claim(first, by=by)
    factories.judge_all(first, by, Judgement.CHANGES, "Hm.")
    reviews.request_changes(first, by=by)
    return factories.submission(
        project,
        first.student,
        first.cohort,
        State.AWAITING_REVIEW,
        offered_first_to=by,
        offered_until=timezone.now() + timedelta(hours=2),
    )


def test_a_resubmission_is_offered_to_its_previous_reviewer_first(
    client, project, grace
):
    waiting(project, "Longer")
    subject = resubmitted(project, grace)
    first, second = rows(client)
    assert (first.submission, first.is_offered) == (subject, True)
    assert (first.previous, second.previous) == ("You reviewed attempt 1", "")
    assert "Offered to you first" in queue(client).content.decode()


def test_others_see_that_it_is_kept_and_cannot_claim_it(client, project):
    subject = resubmitted(project, factories.reviewer(project, "Katherine"))
    [row] = rows(client)
    assert row.previous == "Katherine reviewed attempt 1"
    text = queue(client).content.decode()
    assert "Offered to the previous reviewer first" in text
    claim = reverse("projects:claim", args=[subject.uid])
    assert claim not in text
    assert client.post(claim).status_code == 403


def test_the_edition_is_told_where_there_are_several(client, project):
    editions = [
        {"slug": "old", "title": {"en": "Edition of 2017"}},
        {"slug": "new", "title": {"en": "Edition of 2026"}},
    ]
    project.signature = {**project.signature, "editions": editions}
    project.save()
    waiting(project, edition="old")
    assert "Edition of 2017" in queue(client).content.decode()


@pytest.fixture
def mixed(project, grace):
    """Five that differ in what the filters ask."""
    other = factories.project()
    factories.certify(grace, other)
    checked(waiting(project, "Passed", minutes=50), code="passed", training="passed")
    checked(waiting(project, "Failed", minutes=40, language="ja"), code="failed")
    waiting(other, "Appealed", minutes=30, appeal_reason="It is right.")
    disputed = factories.submission(
        project, state=State.CHANGES_REQUESTED, queued_at=timezone.now(), attempt=2
    )
    disputed.student.name = "Disputed"
    disputed.student.save()
    submissions.dispute(disputed, by=disputed.student, reasons={"code": "It works."})
    return {"project": other.slug}


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({}, ["Passed", "Failed", "Appealed", "Disputed"]),
        ({"project": "other"}, ["Appealed"]),
        ({"language": "ja"}, ["Failed"]),
        ({"attempt": "first"}, ["Passed", "Failed", "Appealed"]),
        ({"attempt": "again"}, ["Disputed"]),
        ({"machine": "passed"}, ["Passed"]),
        ({"machine": "failed"}, ["Failed"]),
        ({"machine": "appealed"}, ["Appealed"]),
        ({"machine": "unchecked"}, ["Appealed", "Disputed"]),
        ({"disputed": "yes"}, ["Disputed"]),
        ({"disputed": "no", "machine": "failed"}, ["Failed"]),
        ({"machine": "nonsense"}, ["Passed", "Failed", "Appealed", "Disputed"]),
    ],
)
def test_the_list_is_filtered_by_the_address(client, mixed, query, left):
    asked = {**query, "project": mixed["project"]} if "project" in query else query
    assert names(client, **asked) == left


def test_pages_keep_the_filters(client, project):
    for _ in range(26):
        waiting(project)
    text = queue(client, attempt="first").content.decode()
    assert "?attempt=first&amp;page=2" in text


def test_a_filter_that_leaves_nothing_offers_everything(client, project):
    waiting(project)
    assert (
        "Nothing matches these filters"
        in queue(client, disputed="yes").content.decode()
    )


def test_as_many_queries_for_many_different_rows_as_for_few(
    client, project, grace, django_assert_num_queries
):
    checked(waiting(project), code="failed")
    resubmitted(project, grace)
    with CaptureQueriesContext(connection) as at_two:
        assert len(rows(client)) == 2
    for outcome in ("passed", "failed", "skipped"):
        checked(waiting(project), code=outcome)
        resubmitted(project, grace)
    with django_assert_num_queries(len(at_two)):
        assert len(rows(client)) == 8


def test_the_time_is_extended_from_the_queue_once(client, project, grace):
    subject = waiting(project)
    reviews.claim(subject, by=grace)
    url = reverse("projects:extend", args=[subject.uid])
    assert url in queue(client).content.decode()
    assert "6 hours more" in client.post(url, follow=True).content.decode()
    assert url not in queue(client).content.decode()
    assert client.post(url).status_code == 409


def test_the_time_is_extended_from_the_workspace_which_stays_open(
    client, project, grace
):
    subject = waiting(project)
    reviews.claim(subject, by=grace)
    workspace = reverse("projects:review", args=[subject.uid])
    url = reverse("projects:extend", args=[subject.uid])
    assert url in client.get(workspace).content.decode()
    answer = client.post(url, {"from": "workspace"})
    assert (answer.status_code, answer["Location"]) == (302, workspace)
    assert url not in client.get(workspace).content.decode()


def test_a_personal_limit_closes_the_hands(client, project, grace):
    grace.reviews_in_hand = 1
    grace.save()
    reviews.claim(waiting(project), by=grace)
    more = waiting(project)
    text = queue(client).content.decode()
    assert "You have 1 in hand, which is the most" in text
    assert client.post(reverse("projects:claim", args=[more.uid])).status_code == 403


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("ada", ["Ada Byron", "Mary Ada Somerville"]),
        ("somerville mary", ["Mary Ada Somerville"]),
        (" ", ["Ada Byron", "Mary Ada Somerville", "Charles"]),
    ],
)
def test_a_student_is_found_by_words_of_the_name(client, project, asked, found):
    for name in ("Ada Byron", "Mary Ada Somerville", "Charles"):
        waiting(project, name)
    assert names(client, student=asked) == found


def test_in_a_blind_cohort_a_student_is_found_by_code_alone(client, project):
    """Who knows the name finds it: a lead."""
    hidden = waiting(project, "Ada Byron")
    Cohort.objects.filter(pk=hidden.cohort_id).update(blind=True)
    code = code_of(hidden.student_id, hidden)
    assert names(client, student="Ada") == []
    assert names(client, student=code.lower()) == ["Ada Byron"]
    client.force_login(factories.lead())
    assert names(client, student="Ada") == ["Ada Byron"]
