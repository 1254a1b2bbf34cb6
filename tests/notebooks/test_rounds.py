"""Gathering takes time in proportion to the text, whatever the text says."""

import ast
import json
import time

import pytest

from notebooks.changes import Roots
from notebooks.compiling import compiles, without_numbers
from notebooks.literals import BUDGET, Evaluator
from notebooks.parse_errors import Problem
from notebooks.parsing import parse_cells
from notebooks.rounds import gather
from notebooks.syntax import code_cells, definitions
from tests.hostile import code

ROOTS = Roots(frozenset({"f", "x0", "a0", "d"}), frozenset({"size0", "b"}))
MOST_SECONDS = 12
"""Of processor time on a machine that does much else; what is not linear took minutes."""

TABLE = "pairs = [" + ", ".join(f"({n}, {n})" for n in range(2000)) + "]\n"


@pytest.mark.slow
@pytest.mark.parametrize("make", code.ALL, ids=lambda make: make.__name__)
def test_hostile_code_is_gathered_in_bounded_time(make):
    cells = code_cells(json.loads(make()))
    started = time.process_time()
    definitions(cells, roots=ROOTS)
    assert time.process_time() - started < MOST_SECONDS


def gathered(text, evaluator, roots=ROOTS):
    statements, _ = parse_cells([text])
    return gather(statements, {}, {}, roots, evaluator)


def test_one_budget_is_for_all_rounds():
    """A round that the budget would not last for is left out; what was read stands."""
    once = Evaluator()
    gathered("size0 = 64\n" + TABLE, once)
    cost = BUDGET - once.left
    spent = Evaluator(int(cost * 1.5))
    text = "size0 = 64\n" + TABLE + "x0 = g(x1)\nx1 = g(size0)\n"
    assert gathered(text, spent).constants["size0"] == 64
    assert spent.left > 0


def test_one_budget_is_for_side_modules_too():
    modules = {f"side{n}": f"a{n} = {'(0,) * 4000'}\n" for n in range(60)}
    found = definitions(["size0 = 64"], modules=modules)
    assert len(found.constants) < 60
    assert "size0" not in found.constants, "spent by the side modules"


def test_what_a_failed_branch_brought_is_forgotten_again():
    text = "a = 1\nif a:\n    b = 2\n    a = 3\n    train()\nc = b\n"
    found = definitions([text])
    assert found.constants == {"a": 1}
    assert "c" not in found.names


def test_a_kept_branch_brings_its_names_but_no_values():
    text = "a = 1\nif a:\n    b = 2\n    if b:\n        e = 4\nc = b\n"
    found = definitions([text])
    assert {"a", "b", "c", "e"} <= set(found.names)
    assert found.constants == {"a": 1}


def test_a_list_under_two_names_is_changed_under_both():
    found = definitions(["a = [1]\nb = a\nc = [1]\na.append(2)\n"])
    assert found.constants == {"c": [1]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("return 5", "outside function"),
        ("def f():\n    break\n    " + "x = -5\n    " * 1000, "outside loop"),
        ("def f(a, a):\n    return [" + "1, " * 3000 + "]", "duplicate argument"),
    ],
)
def test_what_only_compiling_finds_is_found_without_numbers_too(text, message):
    (statement,), _ = parse_cells([text])
    found = compiles(statement)
    assert isinstance(found, Problem)
    assert message in found.message


LONG = [
    "x = [" + "1, -2.5, 3j, " * 800 + "]",
    "def f(a=1, *, b=2):\n    match a:\n        case 1 | -2.5 | {3: 4} | [5, *_]:\n"
    + "            return {6: f'{7:>8}', **{9: a[10:11]}}\n" * 100,
    "class A:\n    __slots__ = ()\n    x: int = 5\n"
    + "    y = lambda z=1: z ** 2\n" * 300,
    "def f():\n    'text'\n    for _ in range(3): yield 1\n"
    + "    assert 1, 2\n" * 500,
]


@pytest.mark.parametrize("text", LONG)
def test_sound_code_compiles_without_its_numbers(text):
    (statement,), problems = parse_cells([text])
    assert problems == []
    assert compiles(statement) is None


def test_no_number_is_left_outside_of_patterns():
    tree = ast.parse(LONG[1])
    without_numbers(tree)
    left = {
        part.value
        for part in ast.walk(tree)
        if isinstance(part, ast.Constant) and not isinstance(part.value, str)
    }
    assert left == {1, 2.5, 3, 4, 5}
