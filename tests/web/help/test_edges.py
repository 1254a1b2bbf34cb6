"""The pages of who needs help: who finds them, odd days, other cohorts' students, Japanese."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.enums import EnrolmentState, HelpKind, Language
from projects.models import CohortProject, HelpMark
from projects.operations import help_lists
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    made = factories.cohort(time_zone="Asia/Tokyo")
    at = timezone.now() - timedelta(days=1)
    CohortProject.objects.create(
        cohort=made, project=factories.project(), order=1, due_at=at
    )
    return made


@pytest.fixture
def ada(cohort):
    made = factories.student(cohort, "Ada <b>Byron</b>", last_login=timezone.now())
    help_lists.work_out(cohort)
    return made.enrolments.get()


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def url(name, cohort, *more):
    return reverse(f"projects:{name}", args=[cohort.slug, *more])


def snooze(client, cohort, student, until, **more):
    data = {"action": "snooze", "students": [student.pk], "until": until, **more}
    return client.post(url("help_mark", cohort), data)


def test_for_leads_of_another_cohort_and_for_reviewers_it_does_not_exist(cohort, ada):
    other = factories.lead(leads_all_cohorts=False)
    other.leading.create(cohort=factories.cohort())
    for person in (other, factories.reviewer(factories.project()), ada.student):
        client = signed_in(person)
        for name, more in (
            ("help", ()),
            ("help_rules", ()),
            ("help_history", (ada.pk,)),
        ):
            assert client.get(url(name, cohort, *more)).status_code == 404
        for name in ("help_mark", "help_refresh", "help_rules"):
            assert client.post(url(name, cohort)).status_code == 404
    assert not HelpMark.objects.exists()


def test_a_student_of_another_cohort_is_not_shown_here(cohort, ada):
    client = signed_in(factories.lead())
    assert (
        client.get(url("help_history", factories.cohort(), ada.pk)).status_code == 404
    )
    assert client.get(url("help_history", cohort, ada.pk)).status_code == 200


def test_a_day_begins_where_the_cohort_is(cohort, ada):
    day = (timezone.now() + timedelta(days=5)).date()
    snooze(signed_in(factories.lead()), cohort, ada, day.isoformat())
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=9)
    assert ada.help_marks.get().until == midnight


@pytest.mark.parametrize("until", ["0001-01-01", "0001-01-02", "2026-02-30"])
def test_a_day_that_was_typed_halfway_is_told_and_the_words_are_kept(
    cohort, ada, until
):
    answer = snooze(
        signed_in(factories.lead()), cohort, ada, until, reason="On <i>leave</i>."
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "field__error" in page
    assert "On &lt;i&gt;leave&lt;/i&gt;." in page
    assert not HelpMark.objects.exists()


def test_a_word_too_long_is_told_beside_its_field(cohort, ada):
    client = signed_in(factories.lead())
    data = {"action": "wrote", "students": [ada.pk], "reason": "x" * 1001}
    answer = client.post(url("help_mark", cohort), data)
    assert answer.status_code == 422
    assert "This is too long" in answer.content.decode() or (
        "at most 1000" in answer.content.decode()
    )
    assert not HelpMark.objects.exists()


def test_the_filters_are_kept_after_a_mark(cohort, ada):
    there = f"{url('help_mark', cohort)}?rule=past_due"
    data = {"action": "wrote", "students": [ada.pk]}
    answer = signed_in(factories.lead()).post(there, data)
    assert answer["Location"] == f"{url('help', cohort)}?rule=past_due"


def test_who_paused_meanwhile_keeps_a_history_that_can_be_read(cohort, ada):
    lead = factories.lead()
    help_lists.mark_written(cohort, by=lead, enrolments=[ada.pk], reason="By phone.")
    cohort.enrolments.update(state=EnrolmentState.PAUSED)
    help_lists.work_out(cohort)
    client = signed_in(lead)
    assert (
        "By phone." in client.get(url("help_history", cohort, ada.pk)).content.decode()
    )
    for query in ("", "?aside=yes"):
        page = client.get(url("help", cohort) + query).content.decode()
        assert "Byron" not in page


def test_a_japanese_lead_reads_japanese_and_no_markup_of_a_name(cohort, ada):
    client = signed_in(factories.lead(language=Language.JAPANESE))
    page = client.get(url("help", cohort)).content.decode()
    assert 'lang="ja"' in page
    assert "<b>Byron" not in page
    assert "Was due on" not in page
    assert "%(" not in page


def test_rules_that_are_wrong_come_back_as_typed(cohort, ada):
    client = signed_in(factories.lead())
    data = {f"{kind}-number": 5 for kind in HelpKind} | {"days_after_writing": "61"}
    answer = client.post(url("help_rules", cohort), data)
    assert answer.status_code == 422
    assert 'value="61"' in answer.content.decode()
    assert not cohort.help_rules.exists()
