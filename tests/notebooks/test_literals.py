"""The evaluator's budget: time and memory stay small, whatever the text says."""

import ast
import time
import tracemalloc

import pytest

from notebooks.arithmetic import NotLiteral
from notebooks.literals import BUDGET, Evaluator

NESTED = "(((0,) * 4096,) * 4096,) * 4096"


def value_of(text, evaluator=None, **known):
    node = ast.parse(text, mode="eval").body
    return (evaluator or Evaluator()).value_of(node, known)


def repeated(times, text, **known):
    evaluator = Evaluator()
    for _ in range(times):
        value_of(text, evaluator, **known)


@pytest.mark.parametrize(
    "text",
    [
        NESTED,
        f"{{{NESTED}: 1}}",
        f"{{{NESTED}}}",
        f"{{1: 2}}[{NESTED}]",
        f"{NESTED} == {NESTED}",
        f"len({NESTED})",
        f"max({NESTED})",
        f"bool({NESTED}) and {NESTED}",
        "[" + "(0,) * 4096," * 10_000 + "]",
        "[" + "'a' * 4096," * 10_000 + "unknown]",
        "{" + ",".join(f"(0,) * 900 + ({n},)" for n in range(5000)) + "}",
        "9 ** 9 ** 9",
        "+".join(["2 ** 4000"] * 900),
        "max(" + "2 ** 4000," * 10_000 + ")",
        "sum([" + "2 ** 4095," * 10_000 + "])",
        "~" * 900 + "1",
    ],
)
def test_one_expression_is_cheap(text):
    node = ast.parse(text, mode="eval").body
    evaluator = Evaluator()
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(NotLiteral):
        evaluator.value_of(node, {})
    took = time.process_time() - started
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took < 2
    assert peak < 8 * BUDGET


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("rows.shape", (90, 56)),
        ("rows.shape[1] // 2", 28),
        ("int((rows.shape[-1] + 1) / 2)", 28),
        ("len(rows)", 90),
        ("len(rows.columns) * 2", 112),
    ],
)
def test_sizes_of_data_that_is_not_there_are_known(text, value):
    assert value_of(text, Evaluator(shapes={"rows": (90, 56)})) == value


@pytest.mark.parametrize(
    "text", ["others.shape[1]", "len(others)", "rows.size", "rows", "rows[0]", "len()"]
)
def test_only_their_sizes_are(text):
    with pytest.raises(NotLiteral):
        value_of(text, Evaluator(shapes={"rows": (90, 56)}))


def test_values_that_hold_one_another_are_counted_in_full():
    evaluator, known = Evaluator(), {"a0": 1}
    for n in range(12):
        known[f"a{n + 1}"] = value_of(f"(a{n}, a{n})", evaluator, **known)
    with pytest.raises(NotLiteral):
        value_of("(a12,) * 100", evaluator, **known)


MODULUS = 2**61 - 1  # of Python's hashes


@pytest.mark.parametrize(
    "text",
    [
        "{" + ",".join(f"{n * MODULUS}" for n in range(2000)) + "}",
        "{" + ",".join(f"{n * MODULUS}: 1" for n in range(2000)) + "}",
        f"{{{','.join(str(tuple(-1 - (n >> b & 1) for b in range(11))) for n in range(2000))}}}",
    ],
)
def test_keys_that_all_have_one_hash_are_paid_for_by_comparing(text):
    """Quadratic for Python: 20,000 of them took ten seconds."""
    with pytest.raises(NotLiteral):
        value_of(text)


def test_keys_of_their_own_hash_cost_no_more_than_their_size():
    text = "{" + ",".join(f"{n}: '{n}'" for n in range(3000)) + "}"
    evaluator = Evaluator()
    assert len(value_of(text, evaluator)) == 3000
    assert evaluator.left > BUDGET / 2


@pytest.mark.parametrize("function", ["sum", "max", "min", "len"])
def test_a_function_is_paid_for_what_it_reads(function):
    with pytest.raises(NotLiteral):
        repeated(100, f"{function}(a)", a=[1] * 4000)


@pytest.mark.parametrize("text", ["a == a", "d[5]", "int(a)"])
def test_comparing_and_looking_up_are_paid_for(text):
    with pytest.raises(NotLiteral):
        repeated(5000, text, a="1" * 1000, d=dict.fromkeys(range(4000)))


def test_what_fails_is_paid_for_as_well():
    evaluator = Evaluator()
    for _ in range(100):
        with pytest.raises(NotLiteral):
            value_of("[(0,) * 4000, unknown]", evaluator)
    with pytest.raises(NotLiteral):
        value_of("1", evaluator)


def test_an_ordinary_notebook_is_far_from_the_budget():
    evaluator = Evaluator()
    for n in range(4000):
        assert value_of(f"{n} * 2 + len('abc')", evaluator) == n * 2 + 3
