"""The pages of who needs help: the list, what is done with those on it, the rules."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.enums import HelpKind, MarkKind, State
from projects.models import CohortProject, HelpNeed
from projects.operations import help_lists
from tests import factories

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def project(cohort):
    made = factories.project()
    CohortProject.objects.create(
        cohort=cohort, project=made, order=1, due_at=timezone.now() - DAY
    )
    return made


@pytest.fixture
def lead():
    return factories.lead("Grace")


@pytest.fixture
def client(lead):
    client = Client()
    client.force_login(lead)
    return client


@pytest.fixture
def ada(cohort, project):
    made = factories.student(cohort, "Ada Byron", last_login=timezone.now())
    help_lists.work_out(cohort)
    return made.enrolments.get()


def url(name, cohort, *more):
    return reverse(f"projects:{name}", args=[cohort.slug, *more])


def page(client, cohort, **query):
    return client.get(url("help", cohort), query).content.decode()


def test_before_it_was_worked_out_the_page_says_so(client, cohort):
    assert "not worked out yet" in page(client, cohort)
    client.post(url("help_refresh", cohort))
    assert "Nobody needs help" in page(client, cohort)


def test_a_cohort_that_ended_says_so(client, cohort):
    cohort.ends_on = cohort.starts_on
    cohort.save()
    assert "has ended" in page(client, cohort)


@pytest.mark.parametrize("kind", HelpKind)
def test_every_reason_has_words_and_leads_to_the_work(
    client, cohort, ada, project, kind
):
    work = factories.submission(project, ada.student, cohort, State.RETURNED)
    need = HelpNeed.objects.create(
        enrolment=ada,
        kind=kind,
        project=project,
        submission=work,
        subject="code",
        subject_text={"en": "Learning rate"},
        times=3,
        at=timezone.now(),
        weight=1,
    )
    shown = page(client, cohort, rule=kind)
    assert reverse("projects:submission", args=[work.uid]) in shown
    assert "%(" not in shown
    if kind == HelpKind.SAME_CRITERION:
        assert "Returned 3 times for “Learning rate”" in shown
    need.delete()


def test_filters_of_nonsense_are_no_filters(client, cohort, ada):
    assert "Ada Byron" in page(client, cohort, rule="nonsense", project="x", page="-1")
    assert "Ada Byron" not in page(client, cohort, rule=HelpKind.SILENT)
    assert "Ada Byron" not in page(client, cohort, aside="yes")


def mark(client, cohort, action, *students, **more):
    data = {"action": action, "students": list(students), **more}
    return client.post(url("help_mark", cohort), data)


def test_who_was_written_to_is_off_the_list_and_in_the_history(
    client, cohort, ada, lead
):
    assert mark(client, cohort, "wrote", ada.pk, reason="By phone.").status_code == 302
    assert "Ada Byron" not in page(client, cohort)
    aside = page(client, cohort, aside="yes")
    assert "Grace" in aside
    assert "By phone." in aside
    history = client.get(url("help_history", cohort, ada.pk)).content.decode()
    assert "Wrote to them" in history
    mark(client, cohort, "back", ada.pk)
    assert "Ada Byron" in page(client, cohort)


def test_setting_aside_needs_a_day_to_come(client, cohort, ada):
    for until in ("", "2020-01-01", "nonsense", "9999-12-31"):
        answer = mark(client, cohort, "snooze", ada.pk, until=until)
        assert answer.status_code == 422, until
        shown = answer.content.decode()
        assert "field__error" in shown
        assert f'value="{ada.pk}"\n               checked' in shown
    tomorrow = (timezone.now() + 2 * DAY).date().isoformat()
    assert mark(client, cohort, "snooze", ada.pk, until=tomorrow).status_code == 302
    assert ada.help_marks.get().kind == MarkKind.SNOOZED


@pytest.mark.parametrize("students", [(), ("nonsense",), ("999999",)])
def test_nobody_chosen_is_said(client, cohort, ada, students):
    answer = mark(client, cohort, "wrote", *students)
    assert answer.status_code == 422
    assert "Choose at least one student" in answer.content.decode()


def test_writing_to_those_chosen_leads_to_a_new_message(client, cohort, ada):
    answer = mark(client, cohort, "write", ada.pk)
    assert answer["Location"] == (
        f"{url('message_new', cohort)}?to=chosen&student={ada.pk}"
    )


def test_rules_are_read_and_changed(client, cohort, ada):
    shown = client.get(url("help_rules", cohort)).content.decode()
    assert "Days before the date" in shown
    data = {f"{kind}-number": 5 for kind in HelpKind} | {"days_after_writing": 9}
    assert client.post(url("help_rules", cohort), data).status_code == 302
    assert not cohort.help_rules.filter(is_on=True).exists()
    assert cohort.help_list.days_after_writing == 9
    data["silent-number"] = 0
    answer = client.post(url("help_rules", cohort), data)
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()


def test_as_many_queries_for_a_full_page_as_for_one(client, cohort, ada):
    page(client, cohort)
    with CaptureQueriesContext(connection) as one:
        page(client, cohort)
    for _ in range(30):
        factories.student(cohort)
    help_lists.work_out(cohort)
    with CaptureQueriesContext(connection) as many:
        shown = page(client, cohort)
    assert "Page 1 of 2" in shown
    assert len(many) == len(one) <= 15
