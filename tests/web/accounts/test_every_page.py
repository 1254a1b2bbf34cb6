"""What holds for each page: refusals said in one place, and a policy for its content."""

import pytest
from django.test import Client
from django.urls import reverse

from projects.enums import State
from projects.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided() -> Submission:
    return factories.submission(state=State.APPROVED)


@pytest.fixture
def client(decided) -> Client:
    client = Client()
    client.force_login(decided.student)
    return client


def withdraw(client: Client, subject: Submission, **headers: str):
    url = reverse("projects:withdraw", args=[subject.uid])
    return client.post(url, headers=headers)


def test_a_refusal_is_a_page_with_its_status_and_its_words(client, decided):
    response = withdraw(client, decided)
    assert response.status_code == 409
    page = response.content.decode()
    assert "<html" in page
    assert "That did not go through" in page
    assert "Meets specifications" in page
    decided.refresh_from_db()
    assert decided.state == State.APPROVED


def test_a_refusal_leads_back_to_where_the_form_stood(client, decided):
    here = f"http://testserver/submissions/{decided.uid}/"
    assert f'href="{here}"' in withdraw(client, decided, referer=here).content.decode()


@pytest.mark.parametrize("referer", ["https://evil.example/", "javascript:alert(1)"])
def test_a_refusal_leads_to_no_other_site(client, decided, referer):
    page = withdraw(client, decided, referer=referer).content.decode()
    assert referer not in page
    assert 'class="btn btn--primary" href="/"' in page


def test_a_refused_htmx_request_gets_a_toast_and_not_a_page(client, decided):
    response = withdraw(client, decided, hx_request="true")
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#toasts"
    assert response["HX-Reswap"] == "outerHTML"
    part = response.content.decode()
    assert "<html" not in part
    assert "Meets specifications" in part


def test_a_toast_is_said_once(client, decided):
    withdraw(client, decided, hx_request="true")
    page = client.get(reverse("projects:submission", args=[decided.uid]))
    assert "data-toast>" not in page.content.decode()


@pytest.mark.parametrize(
    "path",
    ["/", "/login/", "/sign-up/", "/inbox/", "/account/", "/nowhere/", "/admin/"],
)
def test_each_answer_says_what_its_page_may_load(client, path):
    policy = client.get(path)["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";") if part)
    assert directives["default-src"] == "'self'"
    assert directives["object-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy


def test_a_refusal_says_so_too(client, decided):
    assert "Content-Security-Policy" in withdraw(client, decided)
