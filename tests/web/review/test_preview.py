"""What is being written, shown as it will be read."""

import pytest
from django.test import Client

from projects.throttles.scopes import SCOPES
from tests import factories

pytestmark = pytest.mark.django_db

URL = "/preview/"


@pytest.fixture
def client():
    client = Client()
    client.force_login(factories.user())
    return client


def shown(client, text):
    return client.post(URL, {"text": text}).content.decode()


def test_it_is_what_the_page_will_show(client):
    html = shown(client, "**Look** at $x^2$\nand `y`")
    assert "<strong>Look</strong>" in html
    assert "<msup>" in html
    assert "<br>" in html
    assert "<html" not in html


def test_nothing_runs_in_it(client):
    html = shown(client, "<script>alert(1)</script> [x](javascript:alert(1))")
    assert "<script" not in html
    assert "href" not in html


def test_an_empty_text_says_so(client):
    assert "Nothing written yet." in shown(client, " \n")


def test_somebody_who_asks_without_end_is_told_to_wait(client):
    often = int(SCOPES["preview"].rates.partition("/")[0])
    answers = [client.post(URL, {"text": "x"}).status_code for _ in range(often + 1)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {200}
