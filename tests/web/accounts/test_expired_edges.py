"""What is carried over a sign-in, and what is not: age, other people, visitors' own forms, hostile names."""

import html
import re
import time

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects.enums import State
from projects.models import User
from projects.web.accounts.expired import Kept
from tests import factories

pytestmark = pytest.mark.django_db

OURS = {"origin": "http://testserver"}
PASSWORD = "analytical engine"


@pytest.fixture
def subject():
    made = factories.submission(state=State.RETURNED)
    made.student.set_password(PASSWORD)
    made.student.save()
    return made


def appeal_url(subject):
    return reverse("projects:appeal", args=[subject.uid])


def text_of(answer):
    return answer.content.decode()


def kept_in(page):
    return html.unescape(re.search(r'name="kept" value="(.*?)"', page)[1])


def test_after_a_day_it_is_nothing_any_more(monkeypatch):
    packed = Kept("/x/", [("reason", "Words.")], []).packed
    now = time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 24 * 3600 - 5)
    assert Kept.read(packed).fields == [["reason", "Words."]]
    monkeypatch.setattr(signing.time, "time", lambda: now + 24 * 3600 + 5)
    assert Kept.read(packed) is None


def test_what_was_kept_too_long_ago_leaves_signing_in_as_it_is(client, subject):
    given = {"username": subject.student.email, "password": PASSWORD, "kept": "x:y:z"}
    answer = client.post(reverse("login"), given)
    assert answer.status_code == 302


def test_a_field_changed_on_the_way_is_not_taken():
    packed = Kept("/x/", [("reason", "Words.")], []).packed
    assert Kept.read(packed[:-1] + ("A" if packed[-1] != "A" else "B")) is None


def test_several_values_and_files_of_one_name_all_come_along(rf):
    files = [SimpleUploadedFile(f"{n}.ipynb", b"{}") for n in (1, 2)]
    given = {"student": ["1", "2"], "body": "So it is.", "uploads": files}
    kept = Kept.of(rf.post("/a/?b=1", given))
    assert kept.address == "/a/?b=1"
    assert kept.fields == [("student", "1"), ("student", "2"), ("body", "So it is.")]
    assert kept.files == ["1.ipynb", "2.ipynb"]


def test_the_words_that_a_person_typed_are_told_from_choices(rf):
    given = {
        "a": "on",
        "b": "3:5-8",
        "c": "2026-12-24",
        "d": "",
        "e": "a b",
        "f": "はい",
    }
    assert Kept.of(rf.post("/", given)).words == ["a b", "はい"]


def test_an_address_of_another_site_is_never_where_it_is_sent(rf):
    kept = Kept.of(rf.post("//evil.example/x", {"body": "a b"}))
    assert not kept.address.startswith("//")


def test_somebody_else_who_signs_in_sends_it_as_themselves_and_is_refused(
    client, subject
):
    page = text_of(client.post(appeal_url(subject), {"reason": "My own words."}))
    other = factories.student(factories.cohort())
    other.set_password(PASSWORD)
    other.save()
    given = {"username": other.email, "password": PASSWORD, "kept": kept_in(page)}
    assert "Not sent yet" in text_of(client.post(reverse("login"), given))
    answer = client.post(appeal_url(subject), {"reason": "My own words."})
    assert answer.status_code == 404
    subject.refresh_from_db()
    assert subject.state == State.RETURNED


def test_what_was_sent_while_signed_in_or_read_signed_out_is_left_alone(
    client, subject
):
    page = reverse("projects:submission", args=[subject.uid])
    assert client.get(page).status_code == 302
    client.force_login(subject.student)
    answer = client.post(appeal_url(subject), {"reason": "In time, as ever."})
    assert answer.status_code == 302
    assert not answer["Location"].startswith(reverse("login"))


@pytest.mark.parametrize(
    "origin", ["null", "http://testserver:81", "https://testserver"]
)
def test_with_an_old_token_an_origin_that_is_nearly_ours_gets_nothing_back(
    subject, origin
):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        appeal_url(subject), {"reason": "Words of theirs."}, headers={"origin": origin}
    )
    assert answer.status_code == 403
    assert "Words of theirs." not in text_of(answer)
    assert 'name="kept"' not in text_of(answer)


def test_signing_up_with_an_old_token_asks_no_newcomer_to_sign_in():
    """They have no account yet: they get their form back, without the password."""
    cohort = factories.cohort(code="SPRING-2027")
    client = Client(enforce_csrf_checks=True)
    given = {
        "code": cohort.code,
        "name": "Ada Byron",
        "email": "ada@example.org",
        "password": PASSWORD,
    }
    answer = client.post(reverse("projects:signup"), given, headers=OURS)
    page = text_of(answer)
    assert answer.status_code == 403
    assert 'name="username"' not in page
    assert "Ada Byron" in page
    assert PASSWORD not in page
    assert not User.objects.filter(email="ada@example.org").exists()


@pytest.mark.parametrize("name", ["login", "password_reset"])
def test_an_old_sign_in_page_is_only_too_old(subject, name):
    """Nothing of it waits to be sent after one has signed in."""
    client = Client(enforce_csrf_checks=True)
    given = {"username": subject.student.email, "email": subject.student.email}
    given |= {"password": PASSWORD}
    answer = client.post(reverse(name), given, headers=OURS)
    assert answer.status_code == 403
    assert 'name="kept"' not in text_of(answer)
    assert PASSWORD not in text_of(answer)
