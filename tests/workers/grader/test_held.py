"""What the loaded module says of its numbers is data from the sandbox: anything may be in it."""

import pytest

from workers.grader.held import Held


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        "size",
        5,
        {"other": 1},
        {"size": []},
        {"size": {"type": 5}},
        {"size": None},
    ],
)
def test_nonsense_is_nothing(answer):
    assert Held.of(answer, ["size"]) == Held({}, {})


def test_numbers_and_kinds_are_told_apart():
    told = {"size": 64, "rate": 0.1, "flag": True, "decay": {"type": "Decay"}}
    assert Held.of(told, list(told)) == Held(
        {"size": 64, "rate": 0.1, "flag": True}, {"decay": "Decay"}
    )


def test_a_number_of_thousands_of_digits_is_a_value_of_another_kind():
    assert Held.of({"size": 10**4000}, ["size"]) == Held({}, {"size": "int"})


def test_nothing_is_asked_for_no_names():
    def ask(**_):
        raise AssertionError("asked")

    assert Held.asked_for([], ask) == Held({}, {})
