"""Letters and news of one's part in a cohort: paused, ended, moved, taken up again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.enums import LetterKind, LetterState, State
from projects.models import (
    CohortProject,
    Delivery,
    Extension,
    HelpChannel,
    Letter,
    Notification,
    Topic,
)
from projects.operations import mailing, participation
from projects.operations.letters.preferences import choose_deliveries
from projects.queries.personal_messages import dates_told_to
from tests import factories

pytestmark = pytest.mark.django_db

DUE = datetime(2037, 4, 1, 16, tzinfo=UTC)  # 18:00 in Berlin
WHY = "You asked for it in your letter."


@pytest.fixture(autouse=True)
def address(settings):
    settings.BASE_URL = "https://reviews.example.org"


@pytest.fixture
def cohort():
    return factories.cohort(title="Spring", time_zone="Europe/Berlin")


@pytest.fixture
def other():
    return factories.cohort(title="Autumn", time_zone="Europe/Berlin")


@pytest.fixture
def project(cohort, other):
    made = factories.project(title_text={"en": "Bikes", "ja": "自転車"})
    CohortProject.objects.create(cohort=cohort, project=made, order=1, due_at=DUE)
    later = DUE + timedelta(days=30)
    CohortProject.objects.create(cohort=other, project=made, order=1, due_at=later)
    return made


@pytest.fixture
def part(cohort, project):
    return factories.student(cohort).enrolments.get()


@pytest.fixture
def lead():
    return factories.lead("Grace Hopper")


def sent() -> list:
    mailing.send_waiting()
    return mail.outbox


def test_who_is_paused_reads_until_when_why_and_what_it_means(part, lead):
    participation.pause(part, by=lead, reason=WHY, until=date(2037, 3, 28))
    (letter,) = sent()
    assert letter.to == [part.student.email]
    assert letter.subject == "Your part is paused: Spring"
    html = letter.alternatives[0][0]
    for words in (letter.body, html):
        assert "Those who lead the cohort “Spring” have paused your part" in words
        assert "March 29, 2037, 00:00 (Europe/Berlin)" in words
        assert WHY in words
        assert "cannot hand in work" in words
        assert "Due dates stay as they are" in words
        assert "Bikes is due: April 1, 2037, 18:00 (Europe/Berlin)" in words
        assert "ask those who lead the cohort" in words
        assert "Grace" not in words, "a decision is of all who lead"
    assert letter.extra_headers["List-Unsubscribe"]
    assert Letter.objects.get().state == LetterState.SENT


def test_a_pause_without_an_end_and_another_end_say_so(part, lead):
    participation.pause(part, by=lead, reason=WHY)
    assert "No end of the pause is set" in sent()[0].body
    participation.pause(part, by=lead, reason=WHY, until=date(2037, 3, 28))
    assert sent()[1].subject == "Your pause was changed: Spring"


def test_who_withdrew_reads_what_stays(part, lead):
    participation.withdraw(part, by=lead, reason=WHY)
    (letter,) = sent()
    assert letter.subject == "You no longer take part: Spring"
    assert "is still checked and reviewed" in letter.body
    assert "stay approved, in every cohort" in letter.body
    assert "is due" not in letter.body


def test_who_was_moved_is_told_once_with_the_dates_that_hold_now(
    part, lead, other, project
):
    Extension.objects.create(
        enrolment=part,
        project=project,
        due_at=DUE + timedelta(days=9),
        granted_by=lead,
        reason="Ill.",
    )
    participation.transfer(part, to=other, by=lead, reason=WHY)
    (letter,) = sent()
    assert letter.subject == "You are in another cohort now: Spring"
    assert "have moved you to the cohort “Autumn”" in letter.body
    assert "Bikes is due: May 1, 2037, 18:00 (Europe/Berlin)" in letter.body
    assert "Due dates of your own in “Spring” do not move along" in letter.body
    assert f"/?cohort={other.slug}" in letter.body
    assert part.student.notifications.count() == 1


def test_without_an_extension_none_is_spoken_of_and_what_is_met_is_not_due(
    part, lead, other, project
):
    factories.submission(project, part.student, part.cohort, State.APPROVED)
    participation.transfer(part, to=other, by=lead, reason=WHY)
    (letter,) = sent()
    assert "of your own" not in letter.body
    assert "is due" not in letter.body


def test_what_is_with_a_reviewer_is_not_asked_for_again(part, lead, project):
    factories.submission(project, part.student, part.cohort, State.AWAITING_REVIEW)
    participation.pause(part, by=lead, reason=WHY)
    assert "is due" not in sent()[0].body


def test_who_comes_back_may_hand_in_again(part, lead):
    participation.pause(part, by=lead, reason=WHY)
    sent()
    participation.bring_back(part, by=lead, reason="Well again.")
    letter = sent()[1]
    assert letter.subject == "You take part again: Spring"
    assert "You can hand in work in this cohort again." in letter.body
    assert "Bikes is due" in letter.body


def test_what_was_changed_again_before_it_left_is_one_letter(part, lead):
    participation.pause(part, by=lead, reason="A slip.")
    participation.bring_back(part, by=lead, reason="It was a slip.")
    (letter,) = sent()
    assert letter.subject == "You take part again: Spring"
    states = Letter.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [LetterState.DROPPED, LetterState.SENT]
    assert part.student.notifications.count() == 2, "the inbox has all of it"


def test_it_is_in_the_readers_language_zone_and_channels(part, lead, cohort):
    person = part.student
    person.language, person.time_zone = "ja", "Asia/Tokyo"
    person.save()
    for language, name in (("", "Forum"), ("ja", "#japan"), ("en", "#english")):
        HelpChannel.objects.create(
            cohort=cohort, language=language, name=name, url=f"https://{name[1:]}.org"
        )
    participation.pause(part, by=lead, reason=WHY, until=date(2037, 3, 28))
    (letter,) = sent()
    assert "2037年3月29日 08:00（Asia/Tokyo）" in letter.body
    assert "自転車" in letter.body
    assert "Those who lead" not in letter.body
    assert "Forum" in letter.body
    assert "#japan" in letter.body
    assert "#english" not in letter.body


@pytest.mark.parametrize(
    ("delivery", "letters"), [(Delivery.NEVER, []), (Delivery.DAILY, ["digest"])]
)
def test_it_comes_as_the_student_chose(part, lead, delivery, letters):
    choose_deliveries(by=part.student, chosen={Topic.PART: delivery})
    participation.pause(part, by=lead, reason=WHY)
    assert [one.kind for one in Letter.objects.all()] == letters
    assert part.student.notifications.count() == 1


def test_the_letter_of_a_day_has_a_line_of_it(part, lead):
    choose_deliveries(by=part.student, chosen={Topic.PART: Delivery.DAILY})
    participation.pause(part, by=lead, reason=WHY, until=date(2037, 3, 28))
    Letter.objects.update(next_try_at=timezone.now())
    (letter,) = sent()
    assert "Your part is paused: Spring" in letter.body
    assert "March 29, 2037" in letter.body


def test_a_refused_change_tells_nobody(part, lead):
    with pytest.raises(participation.Incomplete):
        participation.pause(part, by=lead, reason="")
    assert not Notification.objects.exists()
    assert not Letter.objects.exists()


def test_who_changed_it_themselves_is_told_nothing(cohort, project):
    lead = factories.lead()
    mine = cohort.enrolments.create(student=lead)
    participation.pause(mine, by=lead, reason=WHY)
    assert not Notification.objects.exists()


def test_the_export_has_what_was_told(part, lead):
    participation.pause(part, by=lead, reason=WHY)
    (told,) = dates_told_to(part.student)
    assert told["what"] == "enrolment_changed"
    assert Letter.objects.get().kind == LetterKind.PART


# --- pages ---------------------------------------------------------------------------------


def test_inbox_and_home_tell_it_and_who_follows_it_has_read_it(part, lead, other):
    browser = Client()
    browser.force_login(part.student)
    participation.pause(part, by=lead, reason=WHY, until=date(2037, 3, 28))
    participation.transfer(part, to=other, by=lead, reason="Another *term*.")
    there = f"{reverse('projects:home')}?cohort={other.slug}"
    for page in ("projects:inbox", "projects:home"):
        text = browser.get(reverse(page)).content.decode()
        assert "Your part is paused" in text
        assert "You are in another cohort now" in text
        assert there in text
    inbox = browser.get(reverse("projects:inbox")).content.decode()
    assert "March 29, 2037, 00:00 (Europe/Berlin)" in inbox
    assert "Another <em>term</em>." in inbox
    assert part.student.notifications.filter(read_at=None).count() == 2
    browser.get(there)
    assert not part.student.notifications.filter(read_at=None).exists()
