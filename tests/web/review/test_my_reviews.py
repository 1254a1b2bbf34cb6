"""My reviews: found again by one's own words, by project and by verdict."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.enums import CommentTag, State
from projects.models import Comment
from projects.web.review.my_reviews import parts_of
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.database]


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


def reviewed(project, by, name, state=State.CHANGES_REQUESTED, general=""):
    cohort = factories.cohort()
    student = factories.student(cohort, name)
    made = factories.submission(project, student, cohort, state, reviewed_by=by)
    review = made.reviews.get()
    review.general = general
    review.save()
    return review


def comment(review, body):
    return Comment.objects.create(
        review=review,
        file_name="notebook.ipynb",
        cell=0,
        line=2,
        tag=CommentTag.REQUIRED,
        body=body,
    )


def search(client, **query):
    response = client.get(reverse("projects:my_reviews"), query)
    assert response.status_code == 200
    return response


def names(response):
    return [row.review.submission.student.name for row in response.context["reviews"]]


def test_comments_criteria_and_words_to_the_student_are_searched(
    client, grace, project
):
    said = comment(reviewed(project, grace, "Ada"), "The weights vanish in line 2.")
    criterion = reviewed(project, grace, "Bob").criteria.get(criterion__slug="code")
    criterion.body = "All weights are zero."
    criterion.save()
    reviewed(project, grace, "Cid", general="Watch your WEIGHTS, dear.")
    reviewed(project, grace, "Dan", general="Nothing.")
    found = search(client, words="weights")
    assert names(found) == ["Cid", "Bob", "Ada"]
    page = found.content.decode()
    assert "<mark>weights</mark>" in page
    assert f"#comment-{said.pk}" in page
    assert "#criterion-code" in page
    assert f"from=comment-{said.pk}" in page
    assert names(search(client, words="weights zero")) == ["Bob"]
    assert names(search(client, words="vanish zero")) == []  # in one text, not in two
    assert len(names(search(client))) == 4


def test_only_ones_own_words_are_found(client, grace, project):
    theirs = reviewed(project, factories.reviewer(project), "Ada", general="Secret.")
    comment(theirs, "Secret too.")
    draft = factories.submission(project, state=State.IN_REVIEW, reviewed_by=grace)
    draft.reviews.update(general="Secret draft.")
    answer = search(client, words="secret")
    assert names(answer) == []
    assert "No review of yours matches" in answer.content.decode()


def test_project_and_verdict_filter_and_nonsense_does_not(client, grace, project):
    other = factories.project()
    factories.Certification.objects.create(user=grace, project=other, state="certified")
    reviewed(project, grace, "Ada")
    reviewed(project, grace, "Bob", State.APPROVED)
    reviewed(other, grace, "Cid", State.APPROVED)
    assert names(search(client, project=other.slug)) == ["Cid"]
    assert names(search(client, verdict="approved", project=project.slug)) == ["Bob"]
    assert len(names(search(client, project="x", verdict="y", words=" "))) == 3


def test_what_is_found_is_shown_escaped_and_shortened():
    body = "a" * 500 + " <script>Weights</script> " + "b" * 500
    parts = parts_of(body, "weights SCRIPT")
    assert [text for text, hit in parts if hit] == ["script", "Weights", "script"]
    assert "".join(text for text, _hit in parts).startswith("…")
    assert sum(len(text) for text, _hit in parts) < 300


def test_the_pages_follow_the_filters_at_the_same_cost(client, grace, project):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            answer = search(client, words="weights", project=project.slug)
        return len(queries), answer

    comment(reviewed(project, grace, "First"), "weights")
    before, _answer = asked()
    for number in range(26):
        comment(reviewed(project, grace, f"Person {number}"), "weights & <measures>")
    after, answer = asked()
    assert after == before
    assert len(names(answer)) == 25
    assert f"words=weights&amp;project={project.slug}&amp;page=2" in (
        answer.content.decode()
    )
