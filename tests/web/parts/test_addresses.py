"""Addresses of many rows are those that Django would give for each."""

from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from projects.web.parts.addresses import addresses, is_number


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


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        *(("1", True), ("007", True), ("9" * 9, True), ("9" * 10, False)),
        *(("", False), ("-1", False), ("1.0", False), ("٣", False), ("²", False)),
    ],
)
def test_what_is_a_number_of_an_address(text, is_one):
    assert is_number(text) is is_one
