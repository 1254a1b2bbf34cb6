"""Pages of messages: who finds them, nonsense in their addresses, another cohort's things, a preview that stores nothing."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.enums import Language
from projects.models import HelpMark, Message, MessageTemplate
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def ada(cohort):
    return factories.student(cohort, "Ada <b>Byron</b>")


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def client():
    return signed_in(factories.lead("Grace"))


def url(name, cohort, *more):
    return reverse(f"projects:{name}", args=[cohort.slug, *more])


def words(**more):
    return {"subject_en": "Hello", "body_en": "Dear {name}.", "token": uuid4(), **more}


def test_for_others_no_page_of_messages_exists(client, cohort, ada):
    client.post(url("message_new", cohort), words())
    message = Message.objects.get()
    other = factories.lead(leads_all_cohorts=False)
    other.leading.create(cohort=factories.cohort())
    for person in (ada, other, factories.reviewer(factories.project())):
        theirs = signed_in(person)
        for name, more in (
            ("messages", ()),
            ("message_new", ()),
            ("message", (message.pk,)),
            ("message_templates", ()),
        ):
            assert theirs.get(url(name, cohort, *more)).status_code == 404
        assert theirs.post(url("message_new", cohort), words()).status_code == 404
    assert Message.objects.count() == 1


def test_things_of_another_cohort_are_not_found_at_this_ones_address(
    client, cohort, ada
):
    client.post(url("message_new", cohort), words())
    given = {**words(), "name": "Late"}
    client.post(url("message_template_new", cohort), given)
    elsewhere, kept = factories.cohort(), MessageTemplate.objects.get()
    there = url("message", elsewhere, Message.objects.get().pk)
    assert client.get(there).status_code == 404
    for name in ("message_template", "message_template_delete"):
        assert client.post(url(name, elsewhere, kept.pk)).status_code == 404
    offered = client.get(f"{url('message_new', elsewhere)}?template={kept.pk}")
    assert "Late" not in offered.content.decode()
    assert MessageTemplate.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "to=nonsense",
        "to=board&project=x&state=y&needs=z",
        "to=help&rule=x&project=y&aside=z",
        "to=chosen&student=999999999&student=-1&student=%E5%85%AD",
        "to=all&template=x&page=y",
        "to=chosen&" + "&".join(f"student={n}" for n in range(700)),
    ],
)
def test_nonsense_in_the_address_writes_to_nobody_by_mistake(
    client, cohort, ada, query
):
    other = factories.student(factories.cohort())
    there = f"{url('message_new', cohort)}?{query}"
    assert client.get(there).status_code == 200
    client.post(there, words())
    told = Message.objects.values_list("recipients__person", flat=True)
    assert other.pk not in told


def test_what_was_looked_for_in_the_address_is_not_kept_with_the_message(
    client, cohort, ada
):
    there = f"{url('message_new', cohort)}?to=all&name=Ada&q=Ada&anything=Ada"
    client.post(there, words())
    assert "Ada" not in str(Message.objects.get().audience)


def test_a_preview_stores_marks_and_sends_nothing(client, cohort, ada, mailoutbox):
    there = f"{url('message_new', cohort)}?to=chosen&student={ada.enrolments.get().pk}"
    page = client.post(there, words(preview="yes", note="on")).content.decode()
    assert "Dear Ada &lt;b&gt;Byron&lt;/b&gt;." in page
    assert "<b>Byron" not in page
    assert not Message.objects.exists()
    assert not HelpMark.objects.exists()
    assert not mailoutbox


def test_a_preview_for_nobody_and_a_sending_to_nobody_say_so(client, cohort):
    page = client.get(url("message_new", cohort)).content.decode()
    assert "To 0 students" in page
    assert (
        client.post(url("message_new", cohort), words(preview="yes")).status_code == 200
    )
    answer = client.post(url("message_new", cohort), words())
    assert answer.status_code == 422
    assert "nobody to write to" in answer.content.decode()


def test_a_copy_is_read_by_whoever_got_it_and_nobody_else(client, cohort, ada):
    client.post(url("message_new", cohort), words())
    there = reverse("projects:inbox_message", args=[Message.objects.get().pk])
    assert signed_in(ada).get(there).status_code == 200
    later = factories.student(cohort)
    assert signed_in(later).get(there).status_code == 404
    assert client.get(there).status_code == 404


def test_markup_in_a_message_is_markdown_and_no_html(client, cohort, ada):
    given = words(body_en="<script>x</script> [go](javascript:alert(1)) **so**")
    client.post(url("message_new", cohort), given)
    there = reverse("projects:inbox_message", args=[Message.objects.get().pk])
    page = signed_in(ada).get(there).content.decode()
    assert "<strong>so</strong>" in page
    assert "<script>x" not in page
    assert 'href="javascript:' not in page


def test_a_japanese_reader_gets_the_japanese_page(client, cohort):
    hanako = factories.student(cohort, "花子", language=Language.JAPANESE)
    given = words(subject_ja="{name}さんへ", body_ja="**連絡**をください。")
    client.post(url("message_new", cohort), given)
    there = reverse("projects:inbox_message", args=[Message.objects.get().pk])
    page = signed_in(hanako).get(there).content.decode()
    assert "花子さんへ" in page
    assert "<strong>連絡</strong>" in page


def test_a_template_of_a_name_that_is_taken_comes_back_as_typed(client, cohort):
    given = {**words(body_en="Kept words."), "name": "Late"}
    client.post(url("message_template_new", cohort), given)
    answer = client.post(url("message_template_new", cohort), given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "There is a template of this name already." in page
    assert "Kept words." in page
    assert MessageTemplate.objects.count() == 1


def test_one_message_to_many_costs_as_much_as_to_one(client, cohort, ada):
    client.post(url("message_new", cohort), words())
    counts = []
    for _ in range(2):
        there = url("message", cohort, Message.objects.latest("pk").pk)
        client.get(there)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(there).status_code == 200
        counts.append(len(captured))
        for _number in range(30):
            factories.student(cohort)
        client.post(url("message_new", cohort), words())
    assert counts[0] == counts[1] <= 15
