"""Where a request came from, as far as it may be believed, and addresses of many rows."""

from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from projects.web.parts.addresses import addresses, came_from, is_number, readable

HERE = "http://testserver/queue/?page=2"


@pytest.mark.parametrize(
    ("referrer", "address"),
    [
        (HERE, HERE),
        ("/queue/", "/queue/"),
        ("", "/"),
        ("https://evil.example/queue/", "/"),
        ("//evil.example/queue/", "/"),
        ("http://testserver.evil.example/", "/"),
        ("http://testserver@evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("http:///evil.example", "/"),
        ("\\\\evil.example", "/"),
    ],
)
def test_only_an_address_of_this_site_is_gone_back_to(rf, referrer, address):
    assert came_from(rf.post("/form/", headers={"referer": referrer})) == address


def test_from_a_page_over_tls_nobody_goes_back_to_one_without(rf):
    headers = {"referer": HERE}
    assert came_from(rf.post("/form/", secure=True, headers=headers)) == "/"
    over_tls = {"referer": HERE.replace("http:", "https:")}
    assert came_from(rf.post("/form/", secure=True, headers=over_tls)) == (
        "https://testserver/queue/?page=2"
    )


def test_a_request_without_a_referrer_came_from_home(rf):
    assert came_from(rf.post("/form/")) == "/"


def test_a_page_is_read_again_at_its_own_address_and_a_form_where_it_came_from(rf):
    headers = {"referer": HERE}
    assert readable(rf.get("/a/?b=1", headers=headers)) == "/a/?b=1"
    assert readable(rf.head("/a/?b=1", headers=headers)) == "/a/?b=1"
    assert readable(rf.post("/a/?b=1", headers=headers)) == HERE


@pytest.mark.parametrize("text", ["0", "7", "007", "999999999"])
def test_a_number_of_an_address(text):
    assert is_number(text)
    assert int(text) >= 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-1",
        "+1",
        "1.0",
        "1e3",
        "1_000",
        "0x1",
        "²",
        "٣",
        "一",
        "9" * 10,
        "1\n",
    ],
)
def test_what_is_no_number_of_an_address(text):
    assert not is_number(text)


@pytest.mark.parametrize("key", [1, 9, 987654320, 10**12])
def test_numbers(key):
    address = addresses("projects:cohort_student", "march-2017", key=int)
    expected = reverse("projects:cohort_student", args=["march-2017", key])
    assert address(key) == expected


def test_a_slug_that_looks_like_a_key_stays():
    slug = "987654321"
    address = addresses("projects:cohort_student", slug, key=int)
    assert address(7) == reverse("projects:cohort_student", args=[slug, 7])


@pytest.mark.parametrize("name", ["projects:submission", "projects:review"])
def test_submissions(name):
    address, uid = addresses(name, key=UUID), uuid4()
    assert address(uid) == reverse(name, args=[uid])
