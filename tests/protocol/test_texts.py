"""Texts of two languages are put together without losing one of them."""

import pytest

from protocol.texts import lines, sentences
from protocol.trained import is_trained

FIRST, SECOND = {"en": "One.", "ja": "一。"}, {"en": "Two.", "ja": "二。"}


def test_sentences_are_parted_by_a_blank_where_the_language_has_one():
    assert sentences(FIRST, SECOND) == {"en": "One. Two.", "ja": "一。二。"}


def test_a_language_that_only_one_has_is_left_out():
    assert sentences(FIRST, {"en": "Two."}) == {"en": "One. Two."}
    assert sentences({"en": "One."}, SECOND) == {"en": "One. Two."}


@pytest.mark.parametrize("second", [{}, {"fr": "Deux."}])
def test_without_a_language_in_common_the_first_is_said(second):
    assert sentences(FIRST, second) == FIRST


def test_lines_stand_one_below_the_other():
    assert lines(FIRST, SECOND) == {"en": "One.\nTwo.", "ja": "一。\n二。"}
    assert lines(FIRST, {}, SECOND, {}) == lines(FIRST, SECOND)


@pytest.mark.parametrize("texts", [(), ({},), ({}, {})])
def test_lines_of_nothing_are_nothing(texts):
    assert lines(*texts) == {}


def test_a_language_in_which_one_is_missing_is_left_out_of_all_lines():
    assert lines(FIRST, {"en": "Two."}) == {"en": "One.\nTwo."}


@pytest.mark.parametrize(
    ("check", "found"),
    [
        ("train", True),
        ("training.converges", True),
        ("training", False),
        ("trained.fully", False),
        ("forward.training", False),
        ("", False),
    ],
)
def test_what_the_training_decides_is_told_by_its_name(check, found):
    assert is_trained(check) is found
