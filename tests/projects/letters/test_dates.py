"""Letters and news of a due date of one's own: given, changed, taken back, in the reader's zone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.enums import LetterKind, LetterState
from projects.models import (
    CohortProject,
    Delivery,
    Extension,
    Letter,
    Notification,
    Topic,
)
from projects.operations import extensions, mailing
from projects.operations.letters.preferences import choose_deliveries
from projects.queries.personal_messages import dates_told_to
from tests import factories

pytestmark = pytest.mark.django_db

DUE = datetime(
    2027, 4, 1, 16, tzinfo=UTC
)  # 18:00 in Berlin, 1:00 of the next day in Tokyo
WEEK = timedelta(weeks=1)


@pytest.fixture(autouse=True)
def address(settings):
    settings.BASE_URL = "https://reviews.example.org"


@pytest.fixture
def cohort():
    return factories.cohort(title="Spring", time_zone="Europe/Berlin")


@pytest.fixture
def project(cohort):
    made = factories.project(title_text={"en": "Bikes", "ja": "自転車"})
    CohortProject.objects.create(cohort=cohort, project=made, order=1, due_at=DUE)
    return made


@pytest.fixture
def student(cohort):
    return factories.student(cohort)


@pytest.fixture
def lead():
    return factories.lead("Grace Hopper")


def grant(student, project, lead, due_at=DUE + WEEK, reason="You were ill."):
    enrolment = student.enrolments.get()
    return extensions.grant(enrolment, project, by=lead, due_at=due_at, reason=reason)


def sent() -> list:
    mailing.send_waiting()
    return mail.outbox


def test_more_time_is_told_in_the_students_zone_with_the_reason(student, project, lead):
    grant(student, project, lead)
    (letter,) = sent()
    assert letter.to == [student.email]
    assert letter.subject == "You have more time: Bikes"
    assert "18:00 (Europe/Berlin)" in letter.body
    assert "cohort “Spring”" in letter.body
    assert "You were ill." in letter.body
    assert "https://reviews.example.org/projects/" in letter.body
    assert Letter.objects.get().state == LetterState.SENT


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (("ja", "Asia/Tokyo"), "2027年4月9日 01:00（Asia/Tokyo）"),
        (("en", "America/New_York"), "12:00 (America/New York)"),
        (("ja", ""), "18:00（Europe/Berlin）"),
    ],
)
def test_whoever_chose_a_zone_reads_the_date_in_it(
    student, project, lead, chosen, words
):
    student.language, student.time_zone = chosen
    student.save()
    grant(student, project, lead)
    (letter,) = sent()
    assert words in letter.body
    assert ("自転車" in letter.subject) is (student.language == "ja")


def test_another_date_is_told_as_another_one(student, project, lead):
    grant(student, project, lead)
    sent()
    grant(student, project, lead, DUE + 2 * WEEK)
    first, second = sent()
    assert first.subject == "You have more time: Bikes"
    assert second.subject == "Your extension has another date: Bikes"


def test_what_is_taken_back_tells_the_date_that_holds(student, project, lead):
    made = grant(student, project, lead)
    sent()
    extensions.take_back(made, by=lead, reason="It was another Ada's.")
    letter = sent()[-1]
    assert letter.subject == "Extension taken back: Bikes"
    assert "18:00 (Europe/Berlin)" in letter.body
    assert "holds for you again" in letter.body
    assert "another Ada" not in letter.body, "this reason is for those who lead"


def test_without_a_date_of_the_cohort_none_is_told(student, project, lead):
    CohortProject.objects.update(due_at=None)
    made = grant(student, project, lead)
    extensions.take_back(made, by=lead, reason="A slip.")
    assert "holds for you again" not in sent()[-1].body


def test_what_was_changed_again_before_it_left_is_one_letter(student, project, lead):
    made = grant(student, project, lead)
    extensions.take_back(made, by=lead, reason="A slip.")
    (letter,) = sent()
    assert letter.subject == "Extension taken back: Bikes"
    states = Letter.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [LetterState.DROPPED, LetterState.SENT]
    assert student.notifications.count() == 2, "the inbox has all of it"


def test_another_project_of_the_same_day_takes_nothing_away(
    student, project, lead, cohort
):
    other = factories.project()
    CohortProject.objects.create(cohort=cohort, project=other, order=2, due_at=DUE)
    grant(student, project, lead)
    grant(student, other, lead)
    assert len(sent()) == 2


@pytest.mark.parametrize(
    ("delivery", "letters"), [(Delivery.NEVER, []), (Delivery.DAILY, ["digest"])]
)
def test_it_comes_as_the_student_chose(student, project, lead, delivery, letters):
    choose_deliveries(by=student, chosen={Topic.DATES: delivery})
    grant(student, project, lead)
    assert [one.kind for one in Letter.objects.all()] == letters
    assert student.notifications.count() == 1


def test_the_letter_of_a_day_has_a_line_of_it(student, project, lead):
    choose_deliveries(by=student, chosen={Topic.DATES: Delivery.DAILY})
    grant(student, project, lead)
    Letter.objects.update(next_try_at=timezone.now())
    (letter,) = sent()
    assert "You have more time: Bikes" in letter.body
    assert "18:00 (Europe/Berlin)" in letter.body


def test_a_refused_extension_tells_nobody(student, project, lead):
    with pytest.raises(extensions.Incomplete):
        grant(student, project, lead, DUE - WEEK)
    assert not Notification.objects.exists()
    assert not Letter.objects.exists()


def test_a_letter_of_dates_that_waits_does_not_block_another(student, project, lead):
    grant(student, project, lead)
    grant(student, project, lead, DUE + 2 * WEEK)
    assert Letter.objects.filter(kind=LetterKind.DATES).count() == 2


def test_the_export_has_what_was_told(student, project, lead):
    grant(student, project, lead)
    (told,) = dates_told_to(student)
    assert told["dates"]["project"] == project.slug
    assert told["read"] is None


# --- pages ---------------------------------------------------------------------------------


@pytest.fixture
def browser(student):
    made = Client()
    made.force_login(student)
    return made


def test_inbox_and_home_lead_to_the_project_which_marks_it_read(
    student, project, lead, browser, cohort
):
    grant(student, project, lead)
    there = reverse("projects:project", args=[project.slug])
    there = f"{there}?cohort={cohort.slug}"
    for page in ("projects:inbox", "projects:home"):
        text = browser.get(reverse(page)).content.decode()
        assert "You have more time: Bikes" in text
        assert there in text
    assert "18:00 (Europe/Berlin)" in browser.get("/inbox/").content.decode()
    browser.get(there)
    assert student.notifications.get().read_at is not None


def test_news_of_a_project_that_is_gone_breaks_no_page(student, project, lead, browser):
    grant(student, project, lead)
    Extension.objects.all().delete()
    CohortProject.objects.all().delete()
    project.rubrics.all().delete()
    project.delete()
    for page in ("projects:inbox", "projects:home"):
        response = browser.get(reverse(page))
        assert response.status_code == 200
        assert "more time" not in response.content.decode()
    sent()
    assert Letter.objects.get().state == LetterState.DROPPED


def test_the_inbox_takes_as_many_queries_for_one_as_for_many(
    student, project, lead, browser, django_assert_max_num_queries
):
    for weeks in range(1, 9):
        grant(student, project, lead, DUE + weeks * WEEK)
    with django_assert_max_num_queries(12):
        browser.get(reverse("projects:inbox"))
