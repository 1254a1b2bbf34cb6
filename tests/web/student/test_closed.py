"""Hand-ins that an admin has closed: students read why, and lose nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from projects import site_settings
from projects.models import UploadAttempt
from projects.operations import projects
from projects.operations.site_settings import back_to_default, change
from projects.queries.schedule import scheduled
from tests import factories

pytestmark = pytest.mark.django_db

WHY = "The disk moves."
WORDS = {"en": "We move the disk.", "ja": "ディスクを移します。"}


@pytest.fixture
def admin():
    return factories.admin()


@pytest.fixture
def subject():
    return factories.project(slug="first-neural-network")


@pytest.fixture
def student(client):
    person = factories.student(factories.cohort())
    client.force_login(person)
    return person


def page(client, subject):
    return client.get(reverse("projects:project", args=[subject.slug])).content.decode()


def upload(client, subject):
    form = {
        "uploads": SimpleUploadedFile("a.ipynb", factories.NOTEBOOK),
        "notes": "Please look at cell 7.",
        "honour_code": "on",
    }
    return client.post(reverse("projects:submit", args=[subject.slug]), form)


def test_a_project_says_why_and_offers_no_upload(client, student, subject, admin):
    assert 'id="hand-in"' in page(client, subject)
    projects.close(subject, by=admin, words=WORDS, reason=WHY)
    shown = page(client, subject)
    assert WORDS["en"] in shown
    assert 'id="hand-in"' not in shown
    assert "Hand-ins are closed for a while" in shown
    assert WHY not in shown  # that is for admins
    student.language = "ja"
    student.save()
    assert WORDS["ja"] in page(client, subject)


def test_other_projects_go_on(client, student, subject, admin):
    projects.close(subject, by=admin, words={}, reason=WHY)
    assert 'id="hand-in"' in page(client, factories.project())


def test_an_upload_that_comes_all_the_same_is_refused_and_nothing_is_lost(
    client, student, subject, admin
):
    change(site_settings.HAND_INS_WORDS, WORDS, by=admin, reason=WHY)
    change(site_settings.HAND_INS_OPEN, False, by=admin, reason=WHY)
    response = upload(client, subject)
    assert response.status_code == 422
    shown = response.content.decode()
    assert WORDS["en"] in shown
    assert "Please look at cell 7." in shown  # in the form, to be sent again
    assert not student.submissions.exists()
    assert not UploadAttempt.objects.exists()
    back_to_default(site_settings.HAND_INS_OPEN, by=admin, reason="Done.")
    assert upload(client, subject).status_code == 302
    assert student.submissions.count() == 1


def test_home_says_it_for_the_whole_site(client, student, subject, admin):
    home = reverse("projects:home")
    assert "No hand-ins for now" not in client.get(home).content.decode()
    change(site_settings.HAND_INS_OPEN, False, by=admin, reason=WHY)
    shown = client.get(home).content.decode()
    assert "No hand-ins for now" in shown
    assert "Everything that you handed in is kept" in shown
    assert "Hand-ins are closed for a while" in shown


def test_the_brief_stays_readable(client, student, subject, admin):
    projects.close(subject, by=admin, words={}, reason=WHY)
    assert "What your work is judged by" in page(client, subject)
    cohort = student.enrolments.get().cohort
    assert scheduled(cohort, subject).is_open()


def test_who_waits_for_the_checks_reads_that_grading_is_paused(
    client, student, subject, admin
):
    upload(client, subject)
    submission = student.submissions.get()
    address = reverse("projects:submission", args=[submission.uid])
    assert "Grading is paused" not in client.get(address).content.decode()
    change(site_settings.GRADING_PAUSED, True, by=admin, reason=WHY)
    shown = client.get(address).content.decode()
    assert "Grading is paused for a while" in shown


def test_the_form_says_the_limit_that_holds(client, student, subject, admin):
    change(site_settings.ATTEMPTS_PER_HOUR, 7, by=admin, reason=WHY)
    assert "At most 7 attempts" in page(client, subject)
