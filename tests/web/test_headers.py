"""What browsers are told of what they may keep, and of what files may do."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from projects.enums import State
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject():
    return factories.submission(state=State.APPROVED)


@pytest.fixture
def client(subject):
    made = Client()
    made.force_login(subject.student)
    return made


@pytest.mark.parametrize("name", ["home", "inbox", "account"])
def test_pages_of_a_signed_in_person_are_not_stored(client, name):
    page = client.get(reverse(f"projects:{name}"))
    assert page["Cache-Control"] == "private, no-store"


def test_nor_are_refusals_fragments_and_the_api(client, subject):
    addresses = (
        "/nowhere/",
        "/api/submissions/",
        reverse("projects:submission", args=[subject.uid]),
        reverse("projects:submission_live", args=[subject.uid]),
        reverse("projects:download", args=[subject.uid, "notebook.ipynb"]),
    )
    for address in addresses:
        assert "no-store" in client.get(address)["Cache-Control"], address


def test_the_sign_in_page_is_nobodys(db):
    assert "no-store" in Client().get("/login/")["Cache-Control"]


@pytest.fixture
def static():
    path = Path(settings.STATIC_ROOT) / "headers.css"
    path.write_text("p {}")
    response = Client().get("/static/headers.css")
    yield response
    response.close()
    path.unlink()


def test_static_files_have_a_policy_and_may_be_kept(static):
    assert static.status_code == 200
    assert static["X-Content-Type-Options"] == "nosniff"
    assert static["Content-Security-Policy"].startswith("default-src 'none'")
    assert static["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "max-age" in static["Cache-Control"]
    assert "no-store" not in static["Cache-Control"]
    assert "Set-Cookie" not in static.headers
