"""What a student finds of a project that their cohort has later, elsewhere, or not at all."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from projects.enums import EnrolmentState, State
from projects.models import CohortProject
from projects.queries.shares import handed_in_shares
from tests import factories

pytestmark = pytest.mark.django_db

LATER = datetime(2126, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def projects():
    return factories.project(slug="first-neural-network"), factories.project()


def listed(cohort, project, order=1, **fields):
    return CohortProject.objects.create(
        cohort=cohort, project=project, order=order, **fields
    )


def page(client, project):
    return client.get(reverse("projects:project", args=[project.slug]))


def test_home_has_the_cohorts_projects_in_its_order(client, cohort, projects):
    first, second = projects
    other = factories.project()
    listed(cohort, second, 1)
    listed(cohort, first, 2, opens_at=LATER)
    text = client.get(reverse("projects:home")).content.decode()
    assert text.index(second.title) < text.index(first.title)
    assert other.title not in text
    assert "Opens" in text
    assert "March 1, 2126, 09:00 (UTC)" in text
    assert "Not open yet" in text


def test_a_project_that_opens_later_says_when_and_shows_nothing_else(
    client, cohort, projects
):
    project = projects[0]
    listed(cohort, project, opens_at=LATER)
    text = page(client, project).content.decode()
    assert "This project opens on March 1, 2126, 09:00 (UTC)." in text
    assert "The brief will appear here" in text
    assert "What your work is judged by" not in text
    starter = reverse("projects:starter", args=[project.slug])
    assert starter not in text
    assert client.get(starter).status_code == 404


def test_it_takes_no_work_before_it_opens(client, cohort, projects):
    listed(cohort, projects[0], opens_at=LATER)
    upload = SimpleUploadedFile("notebook.ipynb", factories.NOTEBOOK)
    response = client.post(
        reverse("projects:submit", args=[projects[0].slug]),
        {"uploads": upload, "honour_code": "on", "cohort": cohort.slug},
    )
    assert response.status_code == 422
    assert "it opens on March 1, 2126" in response.content.decode()
    assert not cohort.submissions.exists()


def test_a_project_of_no_cohort_of_theirs_does_not_exist(client, cohort, projects):
    listed(cohort, projects[1])
    assert page(client, projects[0]).status_code == 404
    assert page(client, projects[1]).context["eyebrow"] == "Project 1"


def test_the_cohort_that_has_it_is_meant(client, cohort, student, projects):
    second = factories.cohort()
    second.enrolments.create(student=student)
    listed(cohort, projects[0])
    listed(second, projects[1])
    assert page(client, projects[0]).context["cohort"] == cohort


def test_who_reviews_reads_it_before_it_opens(client, cohort, student, projects):
    listed(cohort, projects[0], opens_at=LATER)
    factories.certify(student, projects[0])
    text = page(client, projects[0]).content.decode()
    assert "What your work is judged by" in text
    assert 'id="hand-in"' not in text


def test_dates_are_in_the_zone_of_the_cohort_or_the_persons_own(
    client, cohort, student, projects
):
    cohort.time_zone = "Asia/Tokyo"
    cohort.save()
    listed(cohort, projects[0], due_at=datetime(2126, 1, 1, 9, tzinfo=UTC))
    assert "18:00 (Asia/Tokyo)" in page(client, projects[0]).content.decode()
    student.time_zone = "America/New_York"
    student.save()
    text = page(client, projects[0]).content.decode()
    assert "04:00 (America/New York)" in text
    assert 'data-zone="America/New_York"' in text


def test_a_share_of_the_cohort_is_told_from_ten_students_on(
    client, cohort, student, projects
):
    cache.clear()
    for _ in range(8):
        factories.student(cohort)
    factories.submission(projects[0], in_=cohort)  # its student is the tenth
    other = factories.submission(projects[1], in_=cohort, state=State.WITHDRAWN)
    assert other.student.enrolments.exists()
    listed(cohort, projects[0], opens_at=timezone.now() - timedelta(days=1))
    words = "9 % of your cohort have handed this project in."
    assert words in page(client, projects[0]).content.decode()
    assert words in client.get(reverse("projects:home")).content.decode()
    cohort.enrolments.exclude(student=student).first().delete()
    cohort.enrolments.exclude(student=student).first().delete()
    assert "of your cohort" not in page(client, projects[0]).content.decode()


def test_the_share_is_of_those_who_take_part_now(projects):
    """A pause with an end is over by itself; who pauses still is not counted."""
    cohort = factories.cohort()
    people = [factories.student(cohort) for _ in range(11)]
    today = timezone.now().date()
    for person, last_day in (
        (people[0], today - timedelta(days=1)),
        (people[1], today + timedelta(days=1)),
    ):
        person.enrolments.update(
            state=EnrolmentState.PAUSED, pause_ends_at=factories.end_of(last_day)
        )
        factories.submission(projects[0], person, cohort)
    assert handed_in_shares(cohort) == {projects[0].pk: 1 / 10}
