"""The queue and my reviews: what stands there, in which order, at which cost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.enums import Judgement, RunState, State
from projects.models import Certification, Run
from projects.operations import drafts, reviews, submissions
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


def waiting(project, name="", hours=0, **fields):
    cohort = factories.cohort()
    return factories.submission(
        project,
        factories.student(cohort, name),
        cohort,
        State.AWAITING_REVIEW,
        queued_at=timezone.now() - timedelta(hours=hours),
        **fields,
    )


def queue(client, **query):
    return client.get(reverse("projects:queue"), query)


def students(response, part="rows"):
    return [row.submission.student.name for row in response.context[part]]


def test_the_oldest_comes_first(client, project):
    waiting(project, "Late", hours=1)
    waiting(project, "Early", hours=9)
    assert students(queue(client)) == ["Early", "Late"]


def test_only_projects_of_my_certification_are_there(client, project):
    waiting(project, "Mine")
    waiting(factories.project(), "Other")
    assert students(queue(client)) == ["Mine"]


def test_my_own_work_is_not_mine_to_claim(client, grace, project):
    factories.submission(project, grace, state=State.AWAITING_REVIEW)
    assert students(queue(client)) == []


def test_an_expired_claim_is_there_again_at_its_old_place(client, project):
    waiting(project, "Later", hours=1)
    held = waiting(project, "Held", hours=5)
    reviews.claim(held, by=factories.reviewer(project))
    held.claim_expires_at = timezone.now() - timedelta(minutes=1)
    held.save()
    response = queue(client)
    assert students(response) == ["Held", "Later"]
    assert response.context["rows"][0].state == State.AWAITING_REVIEW


def test_marks_say_what_is_special(client, project):
    waiting(project, "A", hours=3, appeal_reason="It is right.")
    unchecked = waiting(project, "B", hours=2)
    Run.objects.create(submission=unchecked, number=1, state=RunState.ERRORED)
    disputed = factories.submission(
        project, state=State.CHANGES_REQUESTED, queued_at=timezone.now()
    )
    submissions.dispute(disputed, by=disputed.student, reasons={"code": "It works."})
    marks = [row.marks for row in queue(client).context["rows"]]
    assert [len(one) for one in marks] == [1, 0, 1]
    assert "Appealed" in marks[0][0]
    unmeasured = [row.is_unchecked for row in queue(client).context["rows"]]
    assert unmeasured == [False, True, False]
    assert "Disputed" in marks[2][0]


def test_with_full_hands_nothing_can_be_claimed(client, grace, project):
    for _ in range(3):
        reviews.claim(waiting(project), by=grace)
    more = waiting(project)
    text = queue(client).content.decode()
    assert "You have 3 in hand, which is the most" in text
    assert text.count("btn--primary") == 1
    assert "<kbd>c</kbd>" not in text
    assert reverse("projects:claim", args=[more.uid]) not in text


def test_who_comes_too_late_is_told_so_and_of_what_never_was_the_same(client, project):
    taken = waiting(project)
    reviews.claim(taken, by=factories.reviewer(project, "Faster"))
    answers = [
        client.post(reverse("projects:claim", args=[uid]))
        for uid in (taken.uid, uuid4())
    ]
    assert [one.status_code for one in answers] == [409, 409]
    for one in answers:
        assert "another reviewer has taken it" in one.content.decode()


def test_whoever_reviews_nothing_hears_nothing_of_a_work_of_others(project):
    taken = waiting(project)
    stranger = Client()
    stranger.force_login(factories.student(taken.cohort))
    url = reverse("projects:claim", args=[taken.uid])
    assert stranger.post(url).status_code == 404


def test_an_empty_queue_says_how_it_fills(client):
    text = queue(client).content.decode()
    assert "once its checks have passed" in text
    assert 'role="search"' not in text  # there is nothing to filter
    assert 'role="search"' in queue(client, attempt="first").content.decode()


def test_a_lead_without_certification_reads_all_and_claims_nothing(project):
    client = Client()
    client.force_login(factories.lead())
    one, other = waiting(project, "A"), waiting(factories.project(), "B")
    held = waiting(project, "C")
    reviews.claim(held, by=factories.reviewer(project))
    response = queue(client)
    assert students(response) == ["A", "B"]
    assert students(response, "others") == ["C"]
    text = response.content.decode()
    for subject in (one, other):
        assert reverse("projects:claim", args=[subject.uid]) not in text
    assert reverse("projects:release", args=[held.uid]) in text


def test_the_queue_is_paged(client, project):
    for number in range(26):
        waiting(project, f"Student {number:02}", hours=100 - number)
    assert len(students(queue(client))) == 25
    assert students(queue(client, page=2)) == ["Student 25"]


def test_the_queue_takes_as_many_queries_for_three_as_for_one(
    client, grace, project, django_assert_num_queries
):
    reviews.claim(waiting(project), by=grace)
    waiting(project)
    with CaptureQueriesContext(connection) as at_one:
        queue(client)
    waiting(project)
    waiting(project)
    reviews.claim(waiting(project), by=grace)
    with django_assert_num_queries(len(at_one)):
        assert len(students(queue(client))) == 3


def publish(project, grace, judgement=Judgement.MEETS):
    subject = waiting(project)
    reviews.claim(subject, by=grace)
    factories.judge_all(subject, grace, judgement)
    return reviews.approve(subject, by=grace)


def test_my_reviews_show_verdict_and_rating(client, grace, project):
    review = publish(project, grace)
    submissions.rate(review, by=review.submission.student, stars=4, body="Thank you!")
    text = client.get(reverse("projects:my_reviews")).content.decode()
    assert "4 of 5" in text
    assert "Thank you!" in text
    assert "Meets specifications" in text


def test_my_reviews_take_as_many_queries_for_three_as_for_one(
    client, grace, project, django_assert_num_queries
):
    publish(project, grace)
    url = reverse("projects:my_reviews")
    with CaptureQueriesContext(connection) as at_one:
        client.get(url)
    publish(project, grace)
    publish(project, grace)
    with django_assert_num_queries(len(at_one)):
        assert len(client.get(url).context["reviews"]) == 3


def test_the_workspace_takes_as_many_queries_for_five_attempts_as_for_two(
    client, grace, project
):
    cohort = factories.cohort()
    ada = factories.student(cohort)

    def next_attempt():
        factories.submission(project, ada, cohort, State.CHANGES_REQUESTED)

    def look():
        subject = factories.submission(project, ada, cohort, State.AWAITING_REVIEW)
        reviews.claim(subject, by=grace)
        for _ in range(subject.attempt):
            drafts.comment(
                subject, by=grace, file_name="notebook.ipynb", body="Hm.", cell=1
            )
        with CaptureQueriesContext(connection) as used:
            client.get(reverse("projects:review", args=[subject.uid]))
        reviews.release(subject, by=grace)
        submissions.withdraw(subject, by=ada)
        return len(used)

    next_attempt()
    at_two = look()
    next_attempt()
    next_attempt()
    assert look() == at_two


def test_certifications_in_training_do_not_open_the_queue(project):
    someone = factories.user()
    Certification.objects.create(user=someone, project=project, state="training")
    client = Client()
    client.force_login(someone)
    assert queue(client).status_code == 404
