"""Readers give what a check asked for, or say what came and what was wanted."""

import json
from typing import Any

import numpy as np
import pytest

from workers.packkit import answer_words, answers
from workers.packkit.checks import Unsuitable

GOOGOL = 10**100
ENORMOUS = np.broadcast_to(np.zeros(1), (10**6, 10**6))


def refused(read: Any, *args: Any, **kwargs: Any) -> dict[str, str]:
    """What the student reads."""
    with pytest.raises(Unsuitable) as caught:
        read(*args, **kwargs)
    return dict(caught.value.found)


@pytest.mark.parametrize(
    "answer",
    [
        [[1, 2, 3], [4, 5, 6]],
        [np.array([1, 2, 3]), np.array([4.0, 5, 6])],
        ((1, 2, 3), (4, 5, 6)),
        np.array([[1, 2, 3], [4, 5, 6]], np.uint8),
        np.array([[1, 2, 3], [4, 5, 6]], np.float16),
    ],
)
def test_an_array_may_come_in_many_forms(answer):
    read = answers.array(answer, "run", shape=(2, 3), finite=True)
    assert type(read) is np.ndarray
    assert read.dtype == np.float64
    assert read.tolist() == [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "1.5",
        {},
        {"a": 1},
        ["1", "2"],
        [None],
        [[1, 2], [3]],
        [np.zeros(2), np.zeros(3)],
        [1, np.zeros(2)],
        [GOOGOL**4],
        GOOGOL**4,
        np.array(["a"]),
        np.array([None]),
        np.array([1j]),
        np.array(["2026-11-29"], "datetime64[D]"),
        object(),
    ],
)
def test_what_are_no_numbers_is_refused(answer):
    told = refused(answers.array, answer, "run")
    assert "from `run`; wanted: numbers." in told["en"]
    assert "`run`" in told["ja"]


def test_lists_within_lists_have_an_end():
    deep: list[Any] = []
    for _ in range(900):
        deep = [deep]
    assert "a list of 1" in refused(answers.array, deep, "run")["en"]


@pytest.mark.parametrize(
    ("found", "wanted", "said"),
    [
        ((2, 2), (2, 3), "too short in side 2"),
        ((3, 2), (2, 3), "too long in side 1 and too short in side 2"),
        ((5, 4), (None, 3), "too long in side 2"),
        ((2,), (2, 3), "an array whose dimensions are 1"),
        ((1,) * 30, (2, 3), "an array whose dimensions are many"),
    ],
)
def test_another_shape_is_told_without_its_numbers(found, wanted, said):
    """The student's code chooses them: they could spell out what it was asked."""
    told = refused(answers.array, np.zeros(found), "run", shape=wanted)["en"]
    assert said in told
    assert f"in the shape ({', '.join(str(n or 'any') for n in wanted)})" in told


def test_a_side_of_any_length_is_of_any_length():
    assert answers.array(np.zeros((0, 3)), "run", shape=(None, 3)).shape == (0, 3)
    assert answers.array([1, 2], "run", shape=(2,)).shape == (2,)
    told = refused(answers.array, [1], "run", shape=(2,))
    assert "(2,)" in told["en"]
    assert "(任意, 3)" in refused(answers.array, [1], "run", shape=(None, 3))["ja"]


def test_dimensions_and_sizes_can_be_wanted_alone():
    assert answers.array([[1, 2]], "run", dims=2).shape == (1, 2)
    assert answers.array([[1, 2]], "run", size=2).shape == (1, 2)
    assert "2 dimensions" in refused(answers.array, [1, 2], "run", dims=2)["en"]
    assert "3 numbers" in refused(answers.array, [1, 2], "run", size=3)["en"]


def test_nothing_larger_than_wanted_is_converted():
    """It would be 8 TB."""
    for wanted in ({"shape": (2, 3)}, {"size": 6}, {"dims": 1}, {}):
        refused(answers.array, ENORMOUS, "run", **wanted)
    assert refused(answers.array, np.zeros(11, bool), "run", most=10)


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf, 1e31, -1.7e308])
def test_finite_numbers_are_such_as_can_be_reckoned_with(odd):
    assert answers.array([1, odd], "run").shape == (2,)
    told = refused(answers.array, [1, odd], "run", finite=True)
    assert "wanted: finite numbers" in told["en"]


def test_a_finite_array_may_be_empty():
    assert answers.array([], "run", finite=True).size == 0


def test_single_precision_stays_as_it_is():
    sent = np.zeros(3, np.float32)
    assert answers.array(sent, "run", dtype=np.float32) is sent
    with np.errstate(over="raise"):
        wide = answers.array([1e300], "run", dtype=np.float32)
    assert np.isinf(wide).all()


def test_an_array_of_its_own_kind_becomes_an_ordinary_one():
    class Equal(np.ndarray):
        def __eq__(self, other: object) -> Any:
            return True

        __hash__ = None

    read = answers.array(np.zeros(2).view(Equal), "run")
    assert type(read) is np.ndarray


def test_a_number_is_one_finite_number_within_its_bounds():
    for answer in (2, 2.0, np.float32(2), np.array([[2.0]]), [2], np.array(2)):
        assert answers.number(answer, "loss", low=0, high=3) == 2
    for answer in (4, -1, "2", [1, 2], None, np.nan, np.inf, GOOGOL, []):
        assert "`loss`" in refused(answers.number, answer, "loss", low=0, high=3)["en"]


def test_a_count_is_a_whole_number_within_its_bounds():
    for answer in (2, 2.0, np.array(2), [2]):
        count = answers.count(answer, "train", most=3)
        assert (type(count), count) == (int, 2)
    for answer in (2.5, -1, 4, np.nan, -GOOGOL, "2", {}):
        told = refused(answers.count, answer, "train", most=3)
        assert told["en"].startswith("Found: ")
    assert answers.count(-5, "train", least=-9) == -5


def test_a_truth_is_no_number():
    assert answers.flag(True, "apart") is True
    for answer in (1, 0.0, "True", None, np.array(True)):
        assert "`True` or `False`" in refused(answers.flag, answer, "apart")["en"]


def test_a_string_can_be_stored():
    assert answers.string("a\ud800", "pick_word") == "a?"
    assert refused(answers.string, b"a", "pick_word")
    assert "at most 3" in refused(answers.string, "abcd", "pick_word", most=3)["en"]
    assert answers.strings(["a", "b"], "pick_word", count=2) == ["a", "b"]
    assert refused(answers.strings, ["a", 1], "pick_word")


def test_parts_are_as_many_as_wanted():
    assert answers.parts((1, "a"), "text_to_ids", count=2) == [1, "a"]
    rows = answers.parts(np.eye(2), "text_to_ids", count=2)
    assert [row.tolist() for row in rows] == [[1, 0], [0, 1]]
    for answer in ([1], [1, 2, 3], "ab", {"a": 1, "b": 2}, None, np.zeros(())):
        told = refused(answers.parts, answer, "text_to_ids", count=2)
        assert "wanted: a list of 2" in told["en"]
    assert refused(answers.parts, [0] * 5, "text_to_ids", most=4)
    assert refused(answers.parts, ENORMOUS, "text_to_ids")


def test_an_entry_is_there_or_its_name_is_told():
    assert answers.entry({"losses": None}, "losses", "train_step") is None
    for answer in ({}, [], None, "losses", {"loss": 1}):
        told = refused(answers.entry, answer, "losses", "train_step")
        assert "a dict with `losses`" in told["en"]


def test_arrays_are_all_of_the_shape():
    read = answers.arrays([[1], np.zeros(1)], "f", count=2, shape=(1,))
    assert [array.tolist() for array in read] == [[1], [0]]
    for answer in ([[1], [1, 2]], [[1]], [[1], "a"], np.zeros(())):
        refused(answers.arrays, answer, "f", count=2, shape=(1,))


def test_a_shape_is_a_few_lengths():
    for answer in ([2, 3], (2, 3), np.array([2, 3])):
        assert answers.shape_of(answer, "conv_net") == (2, 3)
    assert answers.shape_of([], "conv_net") == ()
    odd = ([-1], [2.0], [True], ["2"], [GOOGOL], [1] * 70, 2, None, [[2]], np.eye(2))
    # NumPy makes no array of the last ones, though they hold no numbers.
    empty = [10**9, 10**9, 10**9, 0], [0, *[10**9] * 4], np.array([10**9] * 3 + [0])
    assert answers.shape_of([10**9, 0], "conv_net") == (10**9, 0)
    for answer in (*odd, *empty, [np.array([2, 3]), 1], np.array([2.5])):
        assert "a shape" in refused(answers.shape_of, answer, "conv_net")["en"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "`None`"),
        (True, "a truth value"),
        (2.5, "a single number"),
        (np.float64(2), "a single number"),
        ("hidden", "a string"),
        ([5, 6], "a list of 2"),
        ([5] * 12345, "a list of many"),
        ({"hidden": 1}, "a dict"),
        (np.zeros((7, 8)), "an array of numbers (dimensions: 2)"),
        (np.array(["hidden"]), "an array of strings (dimensions: 1)"),
        (object(), "something else"),
    ],
)
def test_what_came_is_told_by_its_kind_and_not_by_what_it_holds(answer, said):
    assert answer_words.kind_of(answer)["en"] == said


def test_the_evidence_is_short_and_can_be_stored():
    for answer in ("a\ud800" * 9999, [[GOOGOL] * 99] * 99, {"\ud800": ENORMOUS}):
        with pytest.raises(Unsuitable) as caught:
            answers.number(answer, "run")
        assert len(json.dumps(str(caught.value))) < 900
