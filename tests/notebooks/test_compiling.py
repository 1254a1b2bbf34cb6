"""Compiling finds what parsing does not, and no numbers can make it slow."""

import ast
import time

import pytest

from notebooks.compiling import (
    CHARACTERS_WITH_NUMBERS,
    Compiled,
    compiles,
    without_numbers,
)
from notebooks.parse_errors import problem_of
from notebooks.parsing import parse_cells


def statement(source):
    (found,), problems = parse_cells([source])
    assert problems == []
    return found


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    return 1",
        "async def f():\n    await g()",
        "x = 1",
        "class A:\n    x: int = 3",
        'pattern = "\\d"',
        "assert (1, 'always true')",
    ],
)
def test_what_python_compiles_is_no_problem(source):
    assert compiles(statement(source)) is None


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("return 1", 1, "'return' outside function"),
        ("for x in y:\n    pass\nelse:\n    break", 4, "'break' outside loop"),
        ("def f():\n    nonlocal x", 2, "no binding for nonlocal 'x' found"),
        ("def f(a, a): pass", 1, "duplicate argument 'a'"),
        ("await f()", 1, "'await' outside function"),
    ],
)
def test_what_only_compiling_finds_has_its_line(source, line, message):
    problem = compiles(statement(source))
    assert (problem.cell, problem.line) == (1, line)
    assert message in problem.message
    assert problem.text == source.split("\n")[line - 1]


def test_lines_count_from_the_cells_first():
    (_, second), _ = parse_cells(["x = 1\n\nreturn x"])
    assert compiles(second).line == 3


def test_each_statement_is_compiled_once(monkeypatch):
    compiled, asked = Compiled(), statement("return 1")
    first = compiled.problem_of(asked)
    monkeypatch.setattr("notebooks.compiling.compiles", pytest.fail)
    assert compiled.problem_of(asked) is first


def test_numbers_become_names_and_the_rest_stays():
    tree = ast.parse("x = {1: 'one', 2.5: [3j, -4]}; f(True, None, y=5)")
    without_numbers(tree)
    text = ast.unparse(tree)
    assert not any(character.isdigit() for character in text)
    assert "'one'" in text
    assert "None" in text


def test_patterns_keep_their_numbers():
    source = "match x:\n    case 1:\n        y = 2"
    tree = ast.parse(source)
    without_numbers(tree)
    assert "case 1:" in ast.unparse(tree)
    compile(tree, "<test>", "exec")


def test_numbers_of_one_hash_cost_no_time():
    modulus = (1 << 61) - 1  # of the hashes of integers
    numbers = ", ".join(str(n * modulus + 1) for n in range(1, 6_000))
    source = f"x = [{numbers}]"
    assert len(source) > CHARACTERS_WITH_NUMBERS
    began = time.process_time()
    assert compiles(statement(source)) is None
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (RecursionError("maximum"), "the code is nested too deeply"),
        (MemoryError(), "the code is nested too deeply"),
        (ValueError("null bytes"), "null bytes"),
    ],
)
def test_any_error_of_parsing_is_told_at_the_statement(error, message):
    problem = problem_of(error, 3, first_line=7, source="a\nb")
    assert (problem.cell, problem.line, problem.message) == (3, 7, message)


def test_an_error_behind_the_last_line_has_no_text():
    error = SyntaxError("unexpected EOF")
    error.lineno = 9
    problem = problem_of(error, 1, first_line=2, source="a")
    assert (problem.line, problem.text) == (10, "")
