"""A name that cannot be read is refused beside its field, wherever it is typed."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.projects.test_text_limits import BAD

pytestmark = pytest.mark.django_db

SENTENCE = "A name is one line of visible characters"


def as_(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def fields_with_errors(response, name="form"):
    return list(response.context[name].errors)


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_in_the_account(bad):
    person = factories.user("Ada")
    data = {"name": bad, "language": "en", "theme": "system"}
    page = as_(person).post(reverse("projects:account"), data)
    if "\0" in bad:  # no form is asked
        assert page.status_code == 400
    else:
        assert page.status_code == 422
        assert fields_with_errors(page) == ["name"]
    person.refresh_from_db()
    assert person.name == "Ada"


def test_on_signing_up():
    data = {
        "code": factories.cohort().code,
        "name": "Ada\u202e",
        "email": "ada@example.org",
        "password": "a long enough word",
    }
    page = Client().post(reverse("projects:signup"), data)
    assert "name" in fields_with_errors(page)
    assert SENTENCE in page.content.decode()


def test_in_japanese():
    person = factories.user("Ada", language="ja")
    data = {"name": "Ada\u202e", "language": "ja", "theme": "system"}
    page = as_(person).post(reverse("projects:account"), data)
    assert "名前は" in page.content.decode()


def test_in_the_admin_for_people_and_cohorts():
    client = as_(factories.admin())
    person = factories.user("Ada")
    change = reverse("admin:projects_user_change", args=[person.pk])
    page = client.post(change, {"name": "Ada\nLovelace\u202e", "email": person.email})
    assert "name" in page.context["adminform"].form.errors
    add = reverse("admin:projects_cohort_add")
    data = {"title": "Spring\u202e", "code": "C\u202e", "slug": "spring"}
    page = client.post(add, data)
    assert {"title", "code"} <= page.context["adminform"].form.errors.keys()
