"""Declared hyperparameters, by themselves."""

from types import SimpleNamespace

import numpy as np
import pytest

from notebooks.values import Assignment
from workers.packkit.checks import Unsuitable, text
from workers.packkit.hyperparameters import Number, NumberOrTruth, Whole, hyperparameter

WORDS = text("Said", ja="言葉")


def student_with(constants, kinds=(), places=(), edition=""):
    return SimpleNamespace(
        constants=constants, kinds=dict(kinds), places=dict(places), edition=edition
    )


def judge(check, **constants):
    check.function(student_with(constants), np.random.default_rng(0))


def found(number, constants, **known):
    check = hyperparameter(number, title=WORDS, hint=WORDS)
    with pytest.raises(Unsuitable) as refused:
        check.function(student_with(constants, **known), np.random.default_rng(0))
    return refused.value.found["en"], refused.value.found["ja"]


@pytest.mark.parametrize("value", [2, 9])
def test_bounds_that_are_named_belong_to_them(value):
    assert Whole("size", at_least=2, at_most=9).allows(value)


@pytest.mark.parametrize("value", [0, 1, 1.0, -(10**400), float("nan"), "0.5", None])
def test_open_bounds_do_not(value):
    assert not Number("rate", above=0, below=1).allows(value)


def test_kinds_differ_in_what_they_take_for_a_number():
    kinds = (Whole("n"), Number("n"), NumberOrTruth("n"))
    read = [[kind.is_readable(value) for kind in kinds] for value in (True, 1.0, 1)]
    assert read == [[False, False, True], [False, True, True], [True, True, True]]


def test_the_first_name_that_is_assigned_counts():
    number = Whole("iterations", other_names=("epochs",))
    student = student_with({"epochs": 3, "iterations": None})
    assert number.chosen_by(student) == 3
    student.constants["iterations"] = 5
    assert number.chosen_by(student) == 5


def test_the_name_that_the_edition_uses_counts_first():
    number = Whole(
        "iterations", at_least=4, other_names=("epochs",), name_in={"old": "epochs"}
    )
    both = {"iterations": 5, "epochs": 3}
    assert number.chosen_by(student_with(both)) == 5
    assert number.chosen_by(student_with(both, edition="old")) == 3
    assert number.chosen_by(student_with({"iterations": 5}, edition="old")) == 5
    assert number.found_in(student_with(both, edition="old")).name == "epochs"
    assert number.found_in(student_with({}, edition="old")).name == "epochs"


def test_a_check_bears_the_name_of_its_first_number_or_its_own():
    numbers = (Whole("size"), Whole("layers"))
    assert hyperparameter(*numbers, title=WORDS, hint=WORDS).slug.endswith(".size")
    named = hyperparameter(*numbers, title=WORDS, hint=WORDS, slug="both")
    assert named.slug == "hyperparameters.both"


def test_every_number_has_to_be_allowed_and_its_value_is_said():
    both = hyperparameter(Whole("a"), Whole("b", at_most=4), title=WORDS, hint=WORDS)
    judge(both, a=1, b=4)
    with pytest.raises(AssertionError, match="b = 5"):
        judge(both, a=1, b=5)
    with pytest.raises(AssertionError, match="a = None"):
        judge(both, b=1)


def test_what_is_asked_beyond_is_asked_last():
    def refuse(student):
        raise AssertionError("too much together")

    check = hyperparameter(Whole("a"), title=WORDS, hint=WORDS, also=refuse)
    with pytest.raises(AssertionError, match="together"):
        judge(check, a=1)
    with pytest.raises(AssertionError, match="a = 'x'"):
        judge(check, a="x")


LINE, LINE_JA = "line 2: `size = pick(gpu)`", "2 行目: `size = pick(gpu)`"
AT = {"size": Assignment(9, 2, "size = pick(gpu)")}


@pytest.mark.parametrize(
    ("number", "value", "en", "ja"),
    [
        (
            Whole("size", at_least=8, at_most=4096),
            5000,
            "`size` is 5000 (cell 9, line 2); it has to be from 8 to 4096.",
            "`size` は 5000 です（セル 9、2 行目）。8 以上 4096 以下にしてください。",
        ),
        (
            Number("size", above=0, at_most=0.1),
            -1,
            "`size` is -1 (cell 9, line 2); it has to be above 0 and at most 0.1.",
            "`size` は -1 です（セル 9、2 行目）。0 より大きい数、かつ 0.1 以下にしてください。",
        ),
        (
            Whole("size", at_least=1, at_most=1),
            2.0,
            "`size` is 2 (cell 9, line 2); it has to be exactly 1.",
            "`size` は 2 です（セル 9、2 行目）。1 ちょうどにしてください。",
        ),
        (
            Whole("size", at_least=8),
            64.5,
            "`size` is 64.5 (cell 9, line 2). Assign a whole number (at least 8) to it.",
            "`size` は 64.5 です（セル 9、2 行目）。整数（8 以上）を代入してください。",
        ),
        (
            Whole("size"),
            "64",
            f"`size` is of type `str` (cell 9, {LINE}). Assign a whole number to it.",
            f"`size` は `str` 型です（セル 9、{LINE_JA}）。整数を代入してください。",
        ),
        (
            Number("size"),
            None,
            "`size` is None (cell 9, line 2). Assign a number to it.",
            "`size` は None です（セル 9、2 行目）。数を代入してください。",
        ),
        (
            Number("size", below=float("inf")),
            float("inf"),
            "`size` is inf (cell 9, line 2); it has to be a finite number.",
            "`size` は inf です（セル 9、2 行目）。有限の数にしてください。",
        ),
    ],
)
def test_a_value_is_told_with_its_place_and_what_is_wanted(number, value, en, ja):
    assert found(number, {"size": value}, places=AT) == (en, ja)


def test_what_is_no_number_is_told_by_its_type_and_its_line():
    en, ja = found(Number("size", above=0), {}, kinds={"size": "Decay"}, places=AT)
    assert en == (
        "`size` holds a value of type `Decay` (cell 9, line 2: `size = pick(gpu)`)."
        " Assign a number (above 0) to it."
    )
    assert ja.startswith("`size` の値は `Decay` 型です（セル 9、2 行目: `size = ")


def test_a_line_that_was_not_run_is_told_and_so_is_a_name_that_is_not_there():
    assert (
        "is not known here (cell 9, line 2: `size = pick(gpu)`)"
        in (found(Whole("size"), {}, places=AT)[0])
    )
    assert found(Whole("size"), {})[0] == (
        "No `size` is assigned outside of functions, classes and loops."
        " Assign a whole number to it."
    )


def test_a_place_in_a_side_file_is_told_by_its_name():
    at = {"size": Assignment(0, 3, "size = 0", "my_answers.py")}
    en, ja = found(Whole("size", at_least=1), {"size": 0}, places=at)
    assert en == "`size` is 0 (my_answers.py, line 3); it has to be at least 1."
    assert "（my_answers.py、3 行目）" in ja


def test_the_name_that_was_assigned_is_the_one_that_is_told():
    number = Whole("iterations", at_least=200, other_names=("epochs",))
    assert found(number, {"epochs": 5})[0].startswith("`epochs` is 5;")
    assert "iterations" in hyperparameter(number, title=WORDS, hint=WORDS).reads
    assert "epochs" in hyperparameter(number, title=WORDS, hint=WORDS).reads


@pytest.mark.parametrize("value", [3000, 3000.0])
def test_a_whole_number_is_one_however_it_is_written(value):
    number = Whole("iterations", at_least=200)
    judge(hyperparameter(number, title=WORDS, hint=WORDS), iterations=value)
    chosen = number.chosen_by(student_with({"iterations": value}))
    assert (chosen, type(chosen)) == (3000, int)


def test_a_value_of_any_size_is_told_in_few_words():
    for value in (10**400, [0] * 10**6, "x" * 10**6, (((0,) * 999,) * 999,) * 999):
        en, _ = found(Whole("size", at_most=9), {"size": value}, places=AT)
        assert len(en) < 200
