"""Whatever is sent to the API is answered in JSON, with words and without a 500."""

import pytest
from django.test import Client

from projects.enums import State
from projects.text_limits import REASON
from tests import factories
from tests.hostile import wire

pytestmark = pytest.mark.django_db

EXPECTED = {
    "json_of_brackets": (400, "parse_error"),
    "json_of_nested_objects": (413, "too_large"),
    "json_of_a_long_number": (400, "parse_error"),
    "json_of_lone_surrogates": (400, "null_characters_not_allowed"),
    "json_of_a_long_reason": (413, "too_large"),
    "json_that_is_not_utf8": (400, "parse_error"),
}
assert EXPECTED.keys() == {make.__name__ for make in wire.JSON}


def sent(body: bytes, kind: str = "application/json"):
    subject = factories.submission(state=State.RETURNED)
    client = Client()
    client.force_login(subject.student)
    url = f"/api/submissions/{subject.uid}/appeal/"
    return client.post(url, body, content_type=kind)


@pytest.mark.parametrize("make", wire.JSON, ids=lambda make: make.__name__)
def test_a_hostile_body_is_refused_in_words(make):
    answer = sent(make())
    body = answer.json()
    assert (answer.status_code, body["code"]) == EXPECTED[make.__name__]
    assert body["message"]


@pytest.mark.parametrize(
    "body", [b'{"reason":NaN}', b"[]", b"7", b"null", b'{"reason":{}}', b"{", b"\xff"]
)
def test_json_of_another_shape_is_refused(body):
    assert sent(body).status_code == 400


def test_a_reason_may_be_as_long_as_on_the_page_and_no_longer():
    assert sent(b'{"reason":"%s"}' % (b"x" * REASON)).status_code == 200
    answer = sent(b'{"reason":"%s"}' % (b"x" * (REASON + 1)))
    assert (answer.status_code, answer.json()["field"]) == (400, "reason")
    assert f"{REASON} characters are the most" in answer.json()["message"]


def test_a_reason_of_the_most_letters_spelt_the_longest_way_still_arrives():
    assert sent(b'{"reason":"%s"}' % (b"\\u3042" * REASON)).status_code == 200


def test_another_kind_of_body_is_not_read():
    assert sent(b"reason=x", "application/x-www-form-urlencoded").status_code == 415
