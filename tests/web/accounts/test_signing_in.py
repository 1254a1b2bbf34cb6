import re

import pytest
from django.core import mail
from django.urls import reverse

from projects.models import User

pytestmark = pytest.mark.django_db

OLD, NEW = "analytical engine", "difference engine"


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
    [letter] = mail.outbox
    [found] = re.findall(r"http://testserver(/password/\S+)", letter.body)
    return found


@pytest.mark.parametrize("email", ["ada@example.org", "ADA@example.org"])
def test_a_forgotten_password_is_chosen_anew_through_the_letter(client, ada, email):
    assert forget(client, email)["Location"] == reverse("password_reset_done")
    [letter] = mail.outbox
    assert letter.to == ["ada@example.org"]
    assert "ReviewHub" in letter.subject
    page = client.get(link(), follow=True)
    assert page.context["validlink"]
    done = client.post(
        page.wsgi_request.path, {"new_password1": NEW, "new_password2": NEW}
    )
    assert done["Location"] == reverse("password_reset_complete")
    ada.refresh_from_db()
    assert ada.check_password(NEW)


def test_a_link_works_once(client, ada):
    forget(client, ada.email)
    page = client.get(link(), follow=True)
    client.post(page.wsgi_request.path, {"new_password1": NEW, "new_password2": NEW})
    again = client.get(link(), follow=True)
    assert not again.context["validlink"]
    assert "used already" in again.content.decode()
    assert reverse("password_reset") in again.content.decode()


def test_a_weak_new_password_is_told_and_the_old_one_stays(client, ada):
    forget(client, ada.email)
    page = client.get(link(), follow=True)
    refused = client.post(
        page.wsgi_request.path, {"new_password1": "1234", "new_password2": "1234"}
    )
    assert refused.context["form"].errors["new_password2"]
    ada.refresh_from_db()
    assert ada.check_password(OLD)


def test_an_address_without_account_gets_the_same_answer_and_no_letter(client, ada):
    answer = forget(client, "nobody@example.org")
    assert answer["Location"] == reverse("password_reset_done")
    assert mail.outbox == []
