"""An address is proved by its owner, with the account's password, and by nobody else."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from projects.enums import LetterKind
from projects.models import Letter, User
from projects.operations import address_proof, mailing, outbox
from tests import factories

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse"
UNPROVED = "/address/"


@pytest.fixture
def ada() -> User:
    return factories.unproved("Ada")


def link(email: str) -> str:
    address_proof.ask_for_link(email)
    mailing.send_waiting()
    letter = mail.outbox[-1]
    assert letter.to == [email]
    [found] = re.findall(rf"{settings.BASE_URL}(/address/\S+)", letter.body)
    return found


def test_link_and_password_prove_the_address_and_sign_in(client, ada):
    url = link(ada.email)
    page = client.get(url)
    assert ada.email in page.content.decode()
    ada.refresh_from_db()
    assert not ada.has_proved_address, "following a link changes nothing"
    assert client.post(url, {"password": PASSWORD})["Location"] == "/"
    ada.refresh_from_db()
    assert ada.has_proved_address
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_its_owner_proves_no_account_that_a_stranger_made(client, ada):
    """The stranger knows the password, the owner of the address has the letter."""
    answer = client.post(link(ada.email), {"password": "another one"})
    assert answer.status_code == 422
    assert "password" in answer.context["form"].errors
    ada.refresh_from_db()
    assert not ada.has_proved_address


def test_but_a_new_password_by_letter_makes_it_theirs(client, ada):
    address_proof.ask_for_password(ada.email)
    mailing.send_waiting()
    [url] = re.findall(rf"{settings.BASE_URL}(/password/\S+)", mail.outbox[0].body)
    page = client.get(url, follow=True)
    new = "difference engine"
    client.post(page.wsgi_request.path, {"new_password1": new, "new_password2": new})
    ada.refresh_from_db()
    assert ada.has_proved_address
    assert ada.check_password(new)


@pytest.mark.parametrize("spoil", ["used", "made_up", "password", "address", "shut"])
def test_a_link_is_for_one_address_one_password_and_once(client, ada, spoil):
    url = link(ada.email)
    match spoil:
        case "used":
            client.post(url, {"password": PASSWORD})
            client.logout()
        case "made_up":
            url = "/address/nonsense/nonsense/"
        case "password":
            ada.set_password(PASSWORD)
            ada.save()
        case "address":
            User.objects.update(email="other@example.org")
        case "shut":
            User.objects.update(is_active=False)
    for answer in (client.get(url), client.post(url, {"password": PASSWORD})):
        assert "used already" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_link_is_too_old_after_three_days(client, ada, monkeypatch):
    url = link(ada.email)
    monkeypatch.setattr(settings, "PASSWORD_RESET_TIMEOUT", -1)
    assert "too old" in client.get(url).content.decode()


def test_passwords_are_not_tried_out_here_either(client, ada):
    url = link(ada.email)
    for _ in range(5):
        client.post(url, {"password": "wrong"})
    refused = client.post(url, {"password": PASSWORD})
    assert refused.status_code == 429
    assert "Retry-After" in refused


def test_who_has_an_account_is_told_so_in_the_letter_only(client, ada):
    grace = factories.user("Grace")
    told = [
        client.post(UNPROVED, {"email": email})
        for email in (ada.email, grace.email, "nobody@example.org")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in told} == {
        (302, reverse("projects:email_sent"))
    }
    mailing.send_waiting()
    subjects = {letter.to[0]: letter.subject for letter in mail.outbox}
    assert subjects == {
        ada.email: "Verify your address for ReviewHub",
        grace.email: "You have an account on ReviewHub",
    }


def test_signed_in_the_letter_goes_to_ones_own_address(client, ada):
    client.force_login(ada)
    assert ada.email in client.get(UNPROVED).content.decode()
    client.post(UNPROVED, {"email": "other@example.org"})
    assert Letter.objects.get().address == ada.email


def test_without_a_proof_there_is_the_account_and_no_other_room(client, ada):
    client.force_login(ada)
    page = client.get("/account/")
    assert page.status_code == 200
    assert 'href="/queue/"' not in page.content.decode()
    assert client.get("/")["Location"] == UNPROVED
    part = client.get("/inbox/", headers={"hx-request": "true"})
    assert part["HX-Redirect"] == UNPROVED
    refused = client.get("/api/submissions/")
    assert refused.status_code == 403
    assert refused.json()["code"] == "address_not_proved"


def test_the_letter_is_in_the_readers_language(ada):
    User.objects.update(language="ja")
    link(ada.email)
    assert "パスワード" in mail.outbox[0].body


def test_a_letter_that_was_answered_meanwhile_is_another_one(ada):
    outbox.write_link(LetterKind.ADDRESS, ada.email)
    User.objects.update(email_verified_at=ada.date_joined)
    mailing.send_waiting()
    assert "account already" in mail.outbox[0].body


def test_the_proof_of_somebody_else_signs_out_first(ada):
    client = Client()
    client.force_login(factories.user("Grace"))
    client.post(link(ada.email), {"password": PASSWORD})
    assert client.session["_auth_user_id"] == str(ada.pk)
