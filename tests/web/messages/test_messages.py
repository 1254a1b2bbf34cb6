"""The pages of messages: written, looked at, sent, kept, and read by whoever gets them."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects import throttles
from projects.enums import Language
from projects.models import HelpChannel, HelpMark, Message, MessageTemplate
from projects.operations import help_lists
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def lead():
    return factories.lead("Grace")


@pytest.fixture
def ada(cohort):
    return factories.student(cohort, "Ada Byron")


@pytest.fixture
def hanako(cohort):
    return factories.student(cohort, "花子", language=Language.JAPANESE)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def client(lead):
    return signed_in(lead)


def url(name, cohort, *more):
    return reverse(f"projects:{name}", args=[cohort.slug, *more])


def words(**more):
    return {
        "subject_en": "Hello {name}",
        "body_en": "Dear {name}, **write** to us.",
        "token": uuid4(),
        **more,
    }


def test_a_message_is_looked_at_before_it_is_sent(client, cohort, ada, hanako):
    given = words(subject_ja="{name}さんへ", body_ja="ご連絡ください。", preview="yes")
    shown = client.post(url("message_new", cohort), given).content.decode()
    assert "As Ada Byron will read it" in shown
    assert "<strong>write</strong>" in shown
    assert "花子さんへ" in shown
    assert not Message.objects.exists()


def test_it_is_sent_once_and_kept_with_what_became_of_it(client, cohort, ada, hanako):
    given = words(send="yes")
    answers = [client.post(url("message_new", cohort), given) for _ in range(2)]
    [message] = Message.objects.all()
    there = url("message", cohort, message.pk)
    assert [one["Location"] for one in answers] == [there, there]
    assert "2 e-mails wait" in client.get(url("messages", cohort)).content.decode()
    shown = client.get(there).content.decode()
    assert "Hello {name}" in shown
    assert "Ada Byron" in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"body_en": ""}, "Write a few words."),
        ({"body_en": "Dear {nmae}"}, "Unknown placeholder: {nmae}."),
        ({"subject_en": "x" * 121}, "field__error"),
        ({"project": "nonsense"}, "field__error"),
        ({"token": "nonsense"}, "form"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_kept(
    client, cohort, ada, wrong, said
):
    answer = client.post(url("message_new", cohort), words() | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Message.objects.exists()


def test_the_list_of_those_who_need_help_is_written_to(client, cohort, ada, hanako):
    mine = ada.enrolments.get().pk
    there = f"{url('message_new', cohort)}?to=chosen&student={mine}&student=nonsense"
    shown = client.get(there).content.decode()
    assert "To 1 student" in shown
    client.post(there, words(skip="on", note="on"))
    assert Message.objects.get().recipients.get().person == ada
    assert HelpMark.objects.get().enrolment.student == ada
    shown = client.get(there).content.decode()
    assert "Somebody wrote to these already" in shown
    answer = client.post(there, words(skip="on"))
    assert "nobody to write to" in answer.content.decode()
    by_rule = f"{url('message_new', cohort)}?to=help&rule=silent"
    help_lists.work_out(cohort)
    assert "To 0 students" in client.get(by_rule).content.decode()


def test_too_many_messages_are_refused_and_kept(client, cohort, ada, lead, monkeypatch):
    scope = throttles.Scope("1/hour", throttles.SCOPES["messages"].words)
    monkeypatch.setattr(
        "projects.throttles.counting.SCOPES", {**throttles.SCOPES, "messages": scope}
    )
    given = words()
    for _ in range(2):  # a double press is not counted
        assert client.post(url("message_new", cohort), given).status_code == 302
    answer = client.post(url("message_new", cohort), words(body_en="Again."))
    assert answer.status_code == 422
    assert "Again." in answer.content.decode()
    assert Message.objects.count() == 1


def test_a_template_is_kept_used_changed_and_deleted(client, cohort, ada):
    given = words(name="Late", body_en="You are late, {name}.")
    assert client.post(url("message_template_new", cohort), given).status_code == 302
    [kept] = MessageTemplate.objects.all()
    assert kept.cohort == cohort
    assert (
        "English only" in client.get(url("message_templates", cohort)).content.decode()
    )
    there = f"{url('message_new', cohort)}?to=all&template={kept.pk}"
    assert "You are late, {name}." in client.get(there).content.decode()
    one = url("message_template", cohort, kept.pk)
    assert "You are late" in client.get(one).content.decode()
    answer = client.post(one, given | {"body_en": "{nonsense}"})
    assert answer.status_code == 422
    client.post(one, given | {"everywhere": "on"})
    kept.refresh_from_db()
    assert kept.cohort is None
    own = factories.lead(leads_all_cohorts=False)
    own.leading.create(cohort=cohort)
    assert "shared by every cohort" in signed_in(own).get(one).content.decode()
    client.post(url("message_template_delete", cohort, kept.pk))
    assert not MessageTemplate.objects.exists()


def test_the_student_reads_it_in_the_inbox(client, cohort, ada, hanako):
    HelpChannel.objects.create(
        cohort=cohort, name="Forum", url="https://forum.example/"
    )
    client.post(url("message_new", cohort), words(project=""))
    student = signed_in(ada)
    for where in ("projects:inbox", "projects:home"):
        page = student.get(reverse(where)).content.decode()
        assert "Hello Ada Byron" in page
    there = reverse("projects:inbox_message", args=[Message.objects.get().pk])
    assert there in page
    page = student.get(there).content.decode()
    assert "Dear Ada Byron, <strong>write</strong>" in page
    assert "https://forum.example/" in page
    assert ada.notifications.get().read_at
    assert not hanako.notifications.get().read_at


def test_as_many_queries_for_many_messages_as_for_one(client, cohort, ada):
    client.post(url("message_new", cohort), words())
    with CaptureQueriesContext(connection) as one:
        client.get(url("messages", cohort))
    for _ in range(3):
        factories.student(cohort)
        client.post(url("message_new", cohort), words())
    with CaptureQueriesContext(connection) as many:
        client.get(url("messages", cohort))
    assert len(many) == len(one) <= 15
