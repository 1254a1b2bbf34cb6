"""What of code is a token, in which order, and how much of it is read."""

import pytest

from notebooks.similarity import tokens
from notebooks.similarity.tokens import tokens_of


def words_of(*cells):
    return [token.word for row in tokens_of(cells) for token in row]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = y", ["Assign", "Name", "Name"]),
        ("x.train(3)", ["Call", ".train", "Name", "int"]),
        ("f(rate=0.5)", ["Call", "Name", "rate=", "float"]),
        ("f(**more)", ["Call", "Name", "None=", "Name"]),
        ("x = 'a', b'a', True, None, 2j", [
            "Assign", "Name", "Tuple", "str", "bytes", "bool", "NoneType", "complex",
        ]),
        ("a + b * c", ["BinOp", "Name", "Add", "BinOp", "Name", "Mult", "Name"]),
        ("def f(a, b=1):\n    return a", ["FunctionDef", "arg", "arg", "int", "Return", "Name"]),
        ("import numpy as np\nfrom a import b", []),
        ("if x:\n    y\nelse:\n    z", ["If", "Name", "Name", "Name"]),
    ],
)  # fmt: skip
def test_kinds_of_syntax_are_the_words_and_no_name_that_the_author_chose(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a - f(b)", "f(b) - a"),
        ("x.fit(y)", "x.predict(y)"),
        ("f(rate=1)", "f(steps=1)"),
        ("x = 1", "x = '1'"),
        ("a + b", "a - b"),
        ("x < y", "x > y"),
    ],
)
def test_code_that_does_something_else_reads_otherwise(one, other):
    assert words_of(one) != words_of(other)


def test_each_token_stands_in_its_cell_and_line():
    rows = tokens_of(["x = 1", "\nif x:\n    y = [\n        2]"])
    assert [[token.cell for token in row] for row in rows] == [[1] * 3, [2] * 6]
    assert [token.line for token in rows[1]] == [2, 2, 3, 3, 3, 4]


def test_cells_are_apart_and_one_that_does_not_parse_is_none():
    assert [len(row) for row in tokens_of(["x = 1", "def (", "y"])] == [3, 1]
    assert tokens_of([]) == []


def test_reading_ends_at_the_bound_within_a_statement_and_keeps_what_it_has(
    monkeypatch,
):
    monkeypatch.setattr(tokens, "MOST_TOKENS", 4)
    assert words_of("x = 1", "y = 2", "z = 3") == [
        *("Assign", "Name", "int"),
        "Assign",
    ]
    monkeypatch.setattr(tokens, "MOST_TOKENS", 3)
    assert words_of("x = 1") == ["Assign", "Name", "int"]
