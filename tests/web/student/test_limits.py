"""Limits on uploads: said beforehand, and in words when one is met; and attempts by the dozen."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.enums import State
from projects.models import Blob, Submission, SubmissionFile, UploadAttempt
from projects.operations import submissions
from projects.queries import quota
from projects.storage import keep
from tests import factories
from tests.web.student.test_hand_in import hand_in, page_of, upload

pytestmark = pytest.mark.django_db

NOTEBOOK = factories.NOTEBOOK


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def intake_forbidden(monkeypatch):
    """Nothing may be parsed: the test fails where it is."""

    def parsed(*args, **kwargs):
        raise AssertionError("the files were parsed")

    monkeypatch.setattr("projects.web.student.project.take_in", parsed)


def withdraw_all() -> None:
    for one in Submission.objects.open():
        submissions.withdraw(one, by=one.student)


def test_the_form_says_the_limits_beforehand(client, project, settings):
    settings.STUDENT_MB, settings.ATTEMPTS_PER_HOUR = 300, 7
    page = page_of(client, project)
    assert "Stored for you so far: 0 of 300 MB." in page
    assert "At most 7 attempts of one project within an hour." in page
    hand_in(client, project, upload())
    withdraw_all()
    assert "so far: 1 of 300 MB" in page_of(client, project)


@pytest.mark.usefixtures("intake_forbidden")
def test_whether_one_is_open_is_asked_before_anything_is_parsed(
    client, student, cohort, project
):
    factories.submission(project, student, cohort, State.AWAITING_REVIEW)
    response = hand_in(client, project, upload(data=b"[]," * 1000))
    assert response.status_code == 422
    assert "still with us" in response.content.decode()


def test_too_many_attempts_within_an_hour_say_when(
    client, student, cohort, project, settings
):
    settings.ATTEMPTS_PER_HOUR = 3
    for minutes in (50, 20, 10):
        at = timezone.now() - timedelta(minutes=minutes)
        factories.submission(project, student, cohort, State.RETURNED, submitted_at=at)
    response = hand_in(client, project, upload(), notes="I typed this.")
    page = response.content.decode()
    assert response.status_code == 429
    assert 540 < int(response["Retry-After"]) <= 600
    assert "You have handed in 3 attempts of this project within an hour." in page
    assert "Upload again in 10 minutes." in page
    assert 'id="id_uploads_error"' in page
    assert "I typed this." in page
    assert hand_in(client, factories.project(), upload()).status_code == 302


def test_refused_uploads_count_too(client, project, settings):
    settings.UPLOADS_PER_HOUR = 3
    refused = [hand_in(client, project, upload(data=b"hello")) for _ in range(5)]
    assert [one.status_code for one in refused] == [422, 422, 422, 429, 429]
    page = refused[-1].content.decode()
    assert "3 uploads came from you within an hour" in page
    assert "Upload again in 60 minutes." in page
    assert UploadAttempt.objects.count() == 3, "what is not taken does not count"
    at = timezone.now() - timedelta(minutes=61)
    UploadAttempt.objects.update(at=at)
    assert hand_in(client, project, upload()).status_code == 302


def test_a_refusal_is_read_though_there_is_no_form(
    client, student, cohort, project, settings
):
    settings.UPLOADS_PER_HOUR = 1
    hand_in(client, project, upload())
    response = hand_in(client, project, upload())
    page = response.content.decode()
    assert response.status_code == 429
    assert "Upload again in 60 minutes." in page


def stored(student, cohort, size: int) -> None:
    of = factories.submission(in_=cohort, by=student, state=State.RETURNED)
    blob = keep(b"%d" % of.pk)
    Blob.objects.filter(pk=blob.pk).update(size=size)
    SubmissionFile.objects.create(submission=of, name="large.csv", blob=blob)


@pytest.mark.usefixtures("intake_forbidden")
def test_who_has_used_up_their_room_reads_what_to_do(
    client, student, cohort, project, settings
):
    settings.STUDENT_MB = 10
    stored(student, cohort, 10_000_000)
    response = hand_in(client, project, upload())
    page = response.content.decode()
    assert response.status_code == 422
    assert "more than the 10 MB that are kept for one student" in page
    assert 'id="id_uploads_error"' in page


def test_files_that_do_not_fit_any_more_leave_nothing(
    client, student, cohort, project, settings
):
    settings.STUDENT_MB = 10
    stored(student, cohort, 10_000_000 - len(NOTEBOOK) - 100)
    files = upload(), upload("data.csv", b"1," * 1000)
    before = Blob.objects.count()
    assert hand_in(client, project, *files).status_code == 422
    assert Blob.objects.count() == before
    assert hand_in(client, project, upload()).status_code == 302


def test_what_is_handed_in_again_unchanged_takes_no_room(
    client, student, cohort, project, settings
):
    settings.STUDENT_MB = 10
    factories.submission(project, student, cohort, State.RETURNED)
    stored(student, cohort, 10_000_000 - len(NOTEBOOK) - 1)
    assert hand_in(client, project, upload()).status_code == 302


def test_a_full_cohort_is_no_fault_of_the_student(
    client, cohort, project, settings, caplog
):
    settings.COHORT_MB = 10
    stored(factories.student(cohort), cohort, 10_000_000)
    response = hand_in(client, project, upload())
    assert response.status_code == 422
    assert "The storage of your cohort is full" in response.content.decode()
    assert "has no room left" in caplog.text, "staff learn of it"


def test_what_a_cohort_has_stored_is_summed_up_once_a_minute(student, cohort):
    stored(student, cohort, 1000)
    before = quota.bytes_in(cohort)
    stored(student, cohort, 5000)
    assert quota.bytes_in(cohort) == before
    cache.clear()  # as if the minute was over
    assert quota.bytes_in(cohort) == before + 5000


def test_both_languages_say_it(client, student, project, settings):
    settings.UPLOADS_PER_HOUR = 1
    student.language = "ja"
    student.save()
    hand_in(client, project, upload(data=b"hello"))
    page = hand_in(client, project, upload()).content.decode()
    assert "uploads came from you" not in page
    assert "分後" in page


def test_an_honest_student_of_five_projects_meets_no_limit(settings):
    attempts, megabytes = 5 * 20, 5
    assert settings.ATTEMPTS_PER_HOUR >= 20
    assert settings.UPLOADS_PER_HOUR > settings.ATTEMPTS_PER_HOUR
    assert attempts * megabytes < settings.STUDENT_MB
    assert 100 * attempts * megabytes <= settings.COHORT_MB


# --- many attempts ------------------------------------------------------------------------


def many(project, student, cohort, count):
    last = None
    for number in range(1, count + 1):
        last = factories.submission(
            project, student, cohort, State.WITHDRAWN, attempt=number
        )
    return last


def test_the_pages_list_the_newest_and_lead_to_all(client, student, cohort, project):
    last = many(project, student, cohort, 60)
    page = page_of(client, project)
    assert page.count("Attempt 5") > 0
    url = reverse("projects:attempts", args=[last.uid])
    assert f'href="{url}"' in page
    for text in (page, client.get(f"/submissions/{last.uid}/").content.decode()):
        shown = [n for n in range(1, 61) if f">Attempt {n}<" in text]
        assert shown == list(range(51, 61))
    first = Submission.objects.get(attempt=1)
    text = client.get(f"/submissions/{first.uid}/").content.decode()
    shown = [n for n in range(1, 61) if f">Attempt {n}<" in text]
    assert shown == [1, *range(51, 61)], "and the one on the page"
    everything = client.get(url)
    assert len(everything.context["attempts"]) == 50
    rest = client.get(url, {"page": 2}).context["attempts"]
    assert [row.number for row in rest] == list(range(10, 0, -1))


def test_three_hundred_attempts_cost_as_many_queries_as_one(
    client, student, cohort, project
):
    def queries(url):
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    first = many(project, student, cohort, 1)
    pages = [
        reverse("projects:project", args=[project.slug]),
        reverse("projects:submission", args=[first.uid]),
        reverse("projects:attempts", args=[first.uid]),
    ]
    Submission.objects.filter(pk=first.pk).update(state=State.RETURNED)
    before = [queries(url) for url in pages]
    Submission.objects.bulk_create(
        Submission(
            student=student,
            cohort=cohort,
            project=project,
            rubric=first.rubric,
            edition="only",
            attempt=number,
            language="en",
            notebook_name="notebook.ipynb",
            honour_code_at=timezone.now(),
            state=State.RETURNED,
        )
        for number in range(2, 300)
    )
    after = [queries(url) for url in pages]
    assert after[0] == before[0]
    assert all(now <= then + 1 for now, then in zip(after, before, strict=True))


def test_a_withdrawn_attempt_says_that_its_files_are_gone(
    client, student, cohort, project
):
    made = factories.submission(
        project, student, cohort, State.WITHDRAWN, files_removed_at=timezone.now()
    )
    page = client.get(f"/submissions/{made.uid}/").content.decode()
    assert "The files of this attempt were removed." in page
    assert "Read the notebook" not in page
