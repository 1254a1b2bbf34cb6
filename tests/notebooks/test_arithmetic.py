"""What literals may compute: as Python does, and never for long."""

import ast
import math
import time

import pytest

from notebooks.arithmetic import (
    BINARY,
    FUNCTIONS,
    MOST_BITS,
    NotLiteral,
    applied,
    bounded,
    is_scalar,
    sized,
)

HUGE = 2**MOST_BITS
LONG = "a" * MOST_BITS


@pytest.mark.parametrize(
    ("op", "left", "right"),
    [
        (ast.Pow(), 9, 9**9),
        (ast.Pow(), 2, MOST_BITS + 1),
        (ast.Pow(), 2, -MOST_BITS - 1),
        (ast.Pow(), "a", 2),
        (ast.Pow(), [1], 2),
        (ast.LShift(), 1, 10**12),
        (ast.LShift(), 1, 2.0),
        (ast.RShift(), 1, 10**12),
        (ast.Mult(), "a", 10**12),
        (ast.Mult(), 10**12, [0]),
        (ast.Mult(), LONG, 2),
        (ast.Mult(), HUGE, HUGE),
        (ast.Add(), LONG, LONG),
        (ast.Add(), HUGE, HUGE),
        (ast.Mod(), "%1000000000d", 1),
        (ast.Mod(), b"%1000000000d", 1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_would_be_huge_is_not_computed(op, left, right):
    with pytest.raises(NotLiteral):
        bounded(op, left, right)


@pytest.mark.parametrize(
    ("op", "left", "right", "result"),
    [
        (ast.Pow(), 2, 10, 1024),
        (ast.Pow(), 2.0, 0.5, math.sqrt(2)),
        (ast.Pow(), 2, -1, 0.5),
        (ast.LShift(), 1, 10, 1024),
        (ast.Mult(), "ab", 3, "ababab"),
        (ast.Mult(), [0], -1, []),
        (ast.Mult(), 10**6, 0.5, 500_000.0),
        (ast.Mult(), True, 7, 7),
        (ast.Add(), "a", "b", "ab"),
        (ast.Mod(), 7, 4, 3),
        (ast.FloorDiv(), -7, 2, -4),
    ],
)
def test_what_notebooks_write_is_computed_as_python_does(op, left, right, result):
    bounded(op, left, right)
    assert applied(BINARY[type(op)], left, right) == result


@pytest.mark.parametrize(
    ("op", "left", "right"),
    [
        (ast.Div(), 1, 0),
        (ast.Mod(), 1, 0),
        (ast.LShift(), 1, -1),
        (ast.Add(), 1, "a"),
        (ast.Mult(), "a", "b"),
        (ast.Pow(), 10.0, 1000),
    ],
)
def test_where_python_would_raise_there_is_no_literal(op, left, right):
    bounded(op, left, right)
    with pytest.raises(NotLiteral):
        applied(BINARY[type(op)], left, right)


@pytest.mark.parametrize(
    ("name", "values", "result"),
    [
        ("int", (), 0),
        ("int", ("7",), 7),
        ("int", (7.9,), 7),
        ("float", ("1e-3",), 0.001),
        ("bool", ([],), False),
        ("round", (2.567, 1), 2.6),
        ("round", (2.5,), 2),
        ("abs", (-3,), 3),
        ("min", (3, 2), 2),
        ("max", ([3, 4],), 4),
        ("sum", ((1, 2, 3.5),), 6.5),
        ("pow", (2, 8), 256),
        ("len", ("abc",), 3),
        ("math.floor", (-0.5,), -1),
        ("math.log", (8, 2), 3.0),
        ("numpy.float32", (0.1,), 0.10000000149011612),
        ("numpy.float32", (1e39,), math.inf),
        ("numpy.int32", (2**31 - 1,), 2**31 - 1),
        ("numpy.int64", (2**63 - 1,), 2**63 - 1),
    ],
)
def test_functions_give_what_python_and_numpy_give(name, values, result):
    assert applied(FUNCTIONS[name], *values) == result


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("int", ("9" * 5000,)),
        ("int", ([1],)),
        ("int", (math.inf,)),
        ("int", (math.nan,)),
        ("float", ([1],)),
        ("float", ("one",)),
        ("round", (1.5, 10**9)),
        ("round", (1.5, 1.5)),
        ("round", ("1",)),
        ("abs", ("a",)),
        ("min", ()),
        ("min", ([],)),
        ("max", (["a", "b"],)),
        ("sum", ("abc",)),
        ("sum", ([HUGE, HUGE],)),
        ("pow", (9, 9**9)),
        ("len", (7,)),
        ("len", (range(10),)),
        ("math.sqrt", (-1,)),
        ("math.exp", (1000,)),
        ("math.log", (0,)),
        ("math.floor", (math.nan,)),
        ("numpy.int32", (2**31,)),
        ("numpy.int64", (-(2**63),)),
        ("numpy.sqrt", (1, 2)),
    ],
)
def test_functions_refuse_what_they_cannot_know(name, values):
    with pytest.raises(NotLiteral):
        applied(FUNCTIONS[name], *values)


def test_no_result_has_more_bits_than_allowed():
    assert sized(HUGE - 1) == HUGE - 1
    with pytest.raises(NotLiteral):
        sized(HUGE)
    assert sized(True) is True


@pytest.mark.parametrize("value", [None, True, 1, 1.5, 2j, "a", b"a"])
def test_a_scalar_cannot_be_changed_from_elsewhere(value):
    assert is_scalar(value)
    assert not is_scalar([value])


def test_many_operations_near_the_limit_are_quick():
    began = time.process_time()
    for _ in range(1000):
        value = HUGE - 1
        bounded(ast.Sub(), value // 2, 1)
        applied(BINARY[ast.Sub], value, 1)
    assert time.process_time() - began < 1
