import html
import re

import pytest
from django.conf import settings
from django.contrib.auth.hashers import (
    MD5PasswordHasher,
    PBKDF2PasswordHasher,
    make_password,
)
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.authentication import COOKIE
from projects.hashers import Argon2Hasher
from projects.models import Letter, User
from projects.operations import mailing
from tests import factories

pytestmark = pytest.mark.django_db

OLD, NEW = "analytical engine", "difference engine"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def ada():
    return User.objects.create_user("ada@example.org", OLD, name="Ada")


def sign_in(client, email: str = "ada@example.org", password: str = OLD, **more: str):
    return client.post(
        reverse("login"), {"username": email, "password": password, **more}
    )


@pytest.mark.parametrize("email", ["ada@example.org", "Ada@Example.ORG"])
def test_the_case_of_the_address_does_not_matter(client, ada, email):
    assert sign_in(client, email)["Location"] == reverse("projects:home")
    assert client.session["_auth_user_id"] == str(ada.pk)


@pytest.mark.parametrize(
    ("email", "password"), [("ada@example.org", "wrong"), ("nobody@example.org", OLD)]
)
def test_a_wrong_pair_does_not_tell_which_half_was_wrong(client, ada, email, password):
    response = sign_in(client, email, password)
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session
    said = response.context["form"].non_field_errors()
    assert len(said) == 1
    assert str(said[0]) in response.content.decode()


def test_a_person_who_was_shut_out_does_not_come_in(client, ada):
    User.objects.update(is_active=False)
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_one_comes_back_to_the_page_that_asked_for_the_login(client, ada):
    inbox = reverse("projects:inbox")
    asked = client.get(inbox)
    assert asked["Location"] == f"{reverse('login')}?next={inbox}"
    page = client.get(asked["Location"]).content.decode()
    assert f'name="next" value="{inbox}"' in page
    assert sign_in(client, next=inbox)["Location"] == inbox


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example/"])
def test_signing_in_leads_to_no_other_site(client, ada, next_):
    assert sign_in(client, next=next_)["Location"] == reverse("projects:home")


def test_logging_out_is_a_deliberate_act(client, ada):
    client.force_login(ada)
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout"))["Location"] == reverse("login")
    assert "_auth_user_id" not in client.session


def forget(client, email: str):
    return client.post(reverse("password_reset"), {"email": email})


def link() -> str:
    mailing.send_waiting()
    letter = mail.outbox[-1]
    [found] = re.findall(rf"{settings.BASE_URL}(/password/\S+)", letter.body)
    return found


def choose(client, password: str = NEW):
    page = client.get(link(), follow=True)
    given = {"new_password1": password, "new_password2": password}
    return client.post(page.wsgi_request.path, given)


@pytest.mark.parametrize("email", ["ada@example.org", "ADA@example.org"])
def test_a_forgotten_password_is_chosen_anew_through_the_letter(client, ada, email):
    assert forget(client, email)["Location"] == reverse("password_reset_done")
    assert mail.outbox == [], "nothing is sent in the request"
    page = client.get(link(), follow=True)
    [letter] = mail.outbox
    assert letter.to == ["ada@example.org"]
    assert "ReviewHub" in letter.subject
    assert page.context["validlink"]
    done = client.post(
        page.wsgi_request.path, {"new_password1": NEW, "new_password2": NEW}
    )
    assert done["Location"] == reverse("password_reset_complete")
    ada.refresh_from_db()
    assert ada.check_password(NEW)


def test_a_link_works_once(client, ada):
    forget(client, ada.email)
    first = link()
    choose(client)
    again = client.get(first, follow=True)
    assert not again.context["validlink"]
    assert "used already" in again.content.decode()
    assert reverse("password_reset") in again.content.decode()


def test_a_weak_new_password_is_told_and_the_old_one_stays(client, ada):
    forget(client, ada.email)
    refused = choose(client, "1234")
    assert refused.context["form"].errors["new_password2"]
    ada.refresh_from_db()
    assert ada.check_password(OLD)


def test_an_address_without_account_gets_the_same_answer_and_no_letter(client, ada):
    answer = forget(client, "nobody@example.org")
    assert answer["Location"] == reverse("password_reset_done")
    mailing.send_waiting()
    assert mail.outbox == []


def test_a_forgotten_password_costs_the_same_known_or_not(client, ada):
    """Same queries, same answer: who has the address is looked up by the mail worker."""
    told = []
    for email in (ada.email, "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            answer = forget(client, email)
        verbs = [query["sql"].split()[0] for query in queries.captured_queries]
        told.append((answer.status_code, answer["Location"], answer.content, verbs))
    assert told[0] == told[1]
    assert Letter.objects.count() == 2


def test_the_link_proves_the_address_too(client, ada):
    User.objects.update(email_verified_at=None)
    forget(client, ada.email)
    choose(client)
    ada.refresh_from_db()
    assert ada.has_proved_address


def test_a_new_password_ends_the_sessions_of_others(client, ada):
    thief = Client()
    thief.force_login(ada)
    forget(client, ada.email)
    choose(client)
    assert thief.get(reverse("projects:account")).status_code == 302


def test_an_account_that_is_not_proved_answers_as_a_wrong_password_does(client, ada):
    """Else signing up with an address and signing in would tell whether it was known."""
    wrong = sign_in(client, password="wrong")
    User.objects.update(email_verified_at=None)
    unproved = sign_in(client)
    assert "_auth_user_id" not in client.session
    assert (unproved.status_code, errors(unproved)) == (200, errors(wrong))


def errors(response) -> list[str]:
    return list(response.context["form"].non_field_errors())


# ----- how often


def wrong(client, times: int = 1, email: str = "ada@example.org", **more):
    for _ in range(times):
        response = client.post(
            more.get("url", reverse("login")),
            {"username": email, "password": "wrong"},
            REMOTE_ADDR=more.get("network", "198.51.100.1"),
        )
    return response


@pytest.fixture
def hashed(monkeypatch):
    """Every password that is compared or hashed."""
    seen = []
    encode, verify = MD5PasswordHasher.encode, MD5PasswordHasher.verify

    def counted(way):
        def call(self, password, *arguments):
            seen.append(password)
            return way(self, password, *arguments)

        return call

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted(encode))
    monkeypatch.setattr(MD5PasswordHasher, "verify", counted(verify))
    return seen


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
@pytest.mark.parametrize("page", ["login", "admin:login"])
def test_wrong_passwords_are_refused_after_some_and_then_not_even_compared(
    client, ada, email, page, hashed
):
    url = reverse(page)
    assert wrong(client, 5, email, url=url).status_code == 200
    assert hashed
    hashed.clear()
    refused = wrong(client, 1, email, url=url)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert hashed == []
    assert "Try again in" in errors(refused)[0]
    assert errors(refused)[0] in html.unescape(refused.content.decode())


def test_the_site_and_the_admin_count_together(client, ada):
    wrong(client, 3)
    wrong(client, 2, url=reverse("admin:login"))
    assert wrong(client).status_code == 429


def test_the_right_password_is_refused_too_while_the_account_is_locked(client, ada):
    """Measured in the audit: a hundred wrong passwords, then the right one."""
    for number in range(100):
        wrong(Client(), network=f"198.51.100.{number}")
    assert sign_in(client).status_code == 429
    assert "_auth_user_id" not in client.session


def test_other_accounts_are_not_locked(client, ada):
    wrong(client, 6)
    User.objects.create_user("bob@example.org", OLD, name="Bob")
    assert sign_in(client, "bob@example.org").status_code == 302


def test_one_network_that_tries_many_accounts_is_refused(client):
    for number in range(30):
        assert wrong(client, email=f"p{number}@example.org").status_code == 200
    assert wrong(client, email="another@example.org").status_code == 429
    assert wrong(client, email="a@example.org", network="192.0.2.7").status_code == 200


def test_a_forged_header_is_no_other_network(client):
    for number in range(40):
        last = client.post(
            reverse("login"),
            {"username": f"p{number}@example.org", "password": "wrong"},
            headers={"x-forwarded-for": f"203.0.113.{number}"},
        )
    assert last.status_code == 429


def test_a_class_signs_in_from_one_network(ada):
    for _ in range(60):
        assert sign_in(Client()).status_code == 302


def test_signing_in_forgets_the_wrong_ones(client, ada):
    for _ in range(3):
        wrong(client, 4)
        assert sign_in(client).status_code == 302
        client.logout()


def test_a_reset_lifts_the_lock_for_the_owner_whatever_others_go_on_typing(client, ada):
    stranger = Client()
    wrong(stranger, 6)
    assert sign_in(client).status_code == 429
    forget(client, ada.email)
    choose(client)
    wrong(stranger, 10)
    assert sign_in(stranger, password=NEW).status_code == 429
    assert sign_in(client, password=NEW).status_code == 302


def test_a_browser_that_the_owner_used_is_not_locked_by_others(client, ada):
    sign_in(client)
    client.post(reverse("logout"))
    wrong(Client(), 6)
    assert sign_in(client).status_code == 302


def test_nor_is_it_a_way_to_try_for_ever(client, ada):
    sign_in(client)
    client.post(reverse("logout"))
    wrong(client, 5)
    assert sign_in(client).status_code == 429


def test_the_known_browser_of_one_account_is_not_that_of_another(client, ada):
    User.objects.create_user("bob@example.org", OLD, name="Bob")
    sign_in(client, "bob@example.org")
    client.post(reverse("logout"))
    wrong(client, 5)
    assert sign_in(Client()).status_code == 429


@pytest.mark.parametrize("cookie", ["", "nonsense", "WyJhZGEiXQ:1:x"])
def test_a_made_up_cookie_makes_no_browser_known(client, ada, cookie):
    wrong(Client(), 5)
    client.cookies[COOKIE] = cookie
    assert sign_in(client).status_code == 429


def test_letters_to_one_address_are_limited_known_or_not(client, ada):
    for email in (ada.email, "nobody@example.org"):
        answers = [forget(client, email) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
        assert "Look there" in errors(answers[-1])[0]
        assert int(answers[-1]["Retry-After"]) > 60


def test_letters_from_one_network_are_limited(client):
    answers = [forget(client, f"p{number}@example.org") for number in range(61)]
    assert {answer.status_code for answer in answers[:-1]} == {302}
    assert answers[-1].status_code == 429


def test_no_request_waits_for_the_mail_server(client, ada, monkeypatch):
    """Measured in the audit: 10 s and more with a silent one."""

    def connect(*_, **__):
        raise AssertionError("a request talks to the mail server")

    monkeypatch.setattr("socket.create_connection", connect)
    monkeypatch.setattr(settings, "EMAIL_BACKEND", SMTP)
    cohort = factories.cohort()
    assert forget(client, ada.email).status_code == 302
    given = {"code": cohort.code, "name": "B", "password": NEW}
    for email in (ada.email, "new@example.org"):
        answer = client.post(reverse("projects:signup"), {**given, "email": email})
        assert answer.status_code == 302
    assert Letter.objects.count() == 3


PBKDF2 = "django.contrib.auth.hashers.PBKDF2PasswordHasher"
MD5 = "django.contrib.auth.hashers.MD5PasswordHasher"


def test_an_account_with_an_old_hash_costs_what_an_unknown_address_does(
    client, ada, settings, monkeypatch
):
    """Algorithms differ in time by ten: the time would tell who has not signed in since."""
    settings.PASSWORD_HASHERS = [MD5, PBKDF2]
    spent = []
    for hasher in (MD5PasswordHasher, PBKDF2PasswordHasher):
        encode = hasher.encode

        def counted(self, *arguments, encode=encode, **named):
            spent.append(self.algorithm)
            return encode(self, *arguments, **named)

        monkeypatch.setattr(hasher, "encode", counted)
    old = User.objects.create_user("old@example.org", OLD, name="Old")
    old.password = make_password(OLD, hasher="pbkdf2_sha256")
    old.save()
    alike = set()
    for email in ("old@example.org", ada.email, "nobody@example.org"):
        spent.clear()
        sign_in(client, email, "wrong")
        alike.add(tuple(sorted(spent)))
    assert alike == {("md5", "pbkdf2_sha256")}
    sign_in(client, "old@example.org")
    spent.clear()
    sign_in(Client(), "nobody@example.org", "wrong")
    assert spent == ["md5"], "nobody has an old hash any more"


def test_passwords_are_hashed_by_what_the_settings_say_with_bounded_memory():
    """Eight threads that hash at once stay far below the 400 MB of a web process."""
    encoded = Argon2Hasher().encode(OLD, "salt" * 4)
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=3,p=1$")
    assert Argon2Hasher().verify(OLD, encoded)
    assert not Argon2Hasher().verify(NEW, encoded)
