"""Signed out while typing: to sign-in, and back with every word; of files at least their names."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects.enums import State
from projects.web.accounts.expired import Kept
from tests import factories

pytestmark = pytest.mark.django_db

WORDS = "Divide by *n*,\n\nthen </textarea><script>alert(1)</script>. 日本語"
PASSWORD = "analytical engine"


@pytest.fixture
def subject():
    made = factories.submission(state=State.RETURNED)
    made.student.set_password(PASSWORD)
    made.student.save()
    return made


def appeal_url(subject):
    return reverse("projects:appeal", args=[subject.uid])


def sent(page):
    """The fields of the form that sends again, as a browser would send them."""
    form = page[page.index("<main") :]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    fields = re.findall(
        r'<textarea name="(.*?)" hidden>\n(.*?)</textarea>', form, re.DOTALL
    )
    found = {name: html.unescape(text) for name, text in fields}
    return found | ({"csrfmiddlewaretoken": token[1]} if token else {})


def kept_in(page):
    return html.unescape(re.search(r'name="kept" value="(.*?)"', page)[1])


def text_of(answer):
    return answer.content.decode()


def sign_in(client, subject, kept, password=PASSWORD):
    given = {"username": subject.student.email, "password": password, "kept": kept}
    return client.post(reverse("login"), given)


def test_words_come_back_after_signing_in_and_are_sent_by_a_button(client, subject):
    answer = client.post(appeal_url(subject), {"reason": WORDS})
    assert answer.status_code == 401
    assert "What you typed is kept" in text_of(answer)
    wrong = sign_in(client, subject, kept_in(text_of(answer)), "wrong")
    assert "What you typed is kept" in text_of(wrong), "also after a wrong password"
    back = text_of(sign_in(client, subject, kept_in(text_of(wrong))))
    assert "Not sent yet" in back
    assert "<script>alert" not in back
    subject.refresh_from_db()
    assert subject.state == State.RETURNED, "nothing is sent by itself"
    assert f'action="{appeal_url(subject)}"' in back
    fields = sent(back)
    assert fields["reason"].replace("\r\n", "\n") == WORDS
    assert client.post(appeal_url(subject), fields).status_code == 302
    subject.refresh_from_db()
    assert subject.appeal_reason.replace("\r\n", "\n") == WORDS


def test_an_upload_names_the_file_to_choose_again(client, subject):
    project, cohort = subject.project, subject.cohort
    url = reverse("projects:submit", args=[project.slug])
    file = SimpleUploadedFile("my <b>work.ipynb", factories.NOTEBOOK)
    given = {"uploads": file, "notes": "I am unsure of cell 3.", "cohort": cohort.slug}
    page = text_of(client.post(url, {**given, "honour_code": "on"}))
    assert "“my &lt;b&gt;work.ipynb” was not taken" in page
    back = text_of(sign_in(client, subject, kept_in(page)))
    assert "was not taken: choose it again" in back
    answer = client.post(url, sent(back))
    assert answer.status_code == 422
    assert "Choose your notebook" in text_of(answer)
    assert "I am unsure of cell 3." in text_of(answer)


def test_who_signed_in_elsewhere_meanwhile_gets_them_back_too(client, subject):
    page = text_of(client.post(appeal_url(subject), {"reason": WORDS}))
    client.force_login(subject.student)
    again = client.post(reverse("login"), {"kept": kept_in(page)})
    assert sent(text_of(again))["reason"]


def test_a_button_without_words_leads_back_to_its_page(client, subject):
    page = reverse("projects:submission", args=[subject.uid])
    url = reverse("projects:withdraw", args=[subject.uid])
    answer = client.post(url, headers={"referer": f"http://testserver{page}"})
    assert answer.status_code == 302
    target = parse_qs(urlsplit(answer["Location"]).query)["next"]
    assert target == [f"http://testserver{page}"]


@pytest.mark.parametrize("name", ["HX-Request", "X-Autosave"])
def test_what_script_sent_stays_in_its_page(client, subject, name):
    answer = client.post(appeal_url(subject), {"reason": WORDS}, headers={name: "1"})
    assert (answer.status_code, answer.content) == (302, b"")


def test_passwords_and_tokens_are_not_carried(rf):
    given = {"password": "x y", "new_password1": "x y", "csrfmiddlewaretoken": "x"}
    assert Kept.of(rf.post("/", given)).fields == []


def test_what_was_not_packed_here_is_nothing():
    assert Kept.read("") is None
    assert Kept.read("eyJhIjoxfQ:1abc:x") is None


@pytest.mark.parametrize(
    ("origin", "is_kept"), [("http://testserver", True), ("http://evil.example", False)]
)
def test_with_an_old_token_they_come_back_only_to_our_own_page(
    subject, origin, is_kept
):
    client = Client(enforce_csrf_checks=True)
    client.force_login(subject.student)
    given = {"reason": WORDS, "csrfmiddlewaretoken": "x" * 64}
    answer = client.post(appeal_url(subject), given, headers={"origin": origin})
    assert answer.status_code == 403
    assert ("Not sent yet" in text_of(answer)) is is_kept
    if is_kept:
        fields = sent(text_of(answer))
        done = client.post(appeal_url(subject), fields, headers={"origin": origin})
        assert done.status_code == 302


def test_with_an_old_token_and_signed_out_it_leads_to_sign_in(subject):
    client = Client(enforce_csrf_checks=True)
    ours = {"origin": "http://testserver"}
    answer = client.post(appeal_url(subject), {"reason": WORDS}, headers=ours)
    assert answer.status_code == 401
    assert Kept.read(kept_in(text_of(answer))).fields == [["reason", WORDS]]
