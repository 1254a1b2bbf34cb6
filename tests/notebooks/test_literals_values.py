"""What an expression comes to without running it, and what is left to the code itself."""

import ast
import math

import pytest

from notebooks.arithmetic import MOST_BITS, NotLiteral
from notebooks.literals import MOST_IN_A_KEY, MOST_TEXT, Evaluator, unpacked


def node_of(text):
    return ast.parse(text, mode="eval").body


def value_of(text, origins=None, evaluator=None, **known):
    found = evaluator or Evaluator()
    return found.value_of(node_of(text), known, origins or {})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3 * (1, 2)", (1, 2, 1, 2, 1, 2)),
        ("(1, 2) * 3", (1, 2, 1, 2, 1, 2)),
        ("-1 * [5]", []),
        ("'ab' * 2", "abab"),
        ("+True", 1),
        ("not 0", True),
        ("1 << 4", 16),
        ("7 // 2 % 2", 1),
        ("1 < 2 < 3", True),
        ("1 < 3 < 2", False),
        ("3 < 2 < 1", False),
        ("2 <= 2", True),
        ("2 != 2", False),
        ("None is None", True),
        ("0 or 5", 5),
        ("4 or 5", 4),
        ("0 or []", []),
        ("0 and 5", 0),
        ("4 and 5", 5),
        ("3 and 4 and 0", 0),
        ("1 if 0 else 2", 2),
        ("1 if 'a' else unknown", 1),
        ("{1, 2, 1}", {1, 2}),
        ("{'a': 1, 'b': 2}['b']", 2),
        ("dict(a=1, b=[2])", {"a": 1, "b": [2]}),
        ("dict()", {}),
        ("(7, 8, 9)[-1]", 9),
        ("[[1, 2], [3]][0][1]", 2),
        ("{(1, 2): 3}[(1, 2)]", 3),
        ("round(2.567, 2)", 2.57),
    ],
)
def test_plain_expressions_have_the_value_that_python_gives_them(text, value):
    found = value_of(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "unknown",
        "1 + unknown",
        "unknown if 1 else 2",
        "unknown and 1",
        "[1, 2][5]",
        "{'a': 1}['b']",
        "'text'[0]",
        "{1, 2}[0]",
        "{[1]: 2}",
        "{[1]}",
        "{1: 2}[[1]]",
        "{**{'a': 1}}",
        "dict(**{'a': 1})",
        "dict([('a', 1)])",
        "[1] < [2]",
        "1 < 'a'",
        "1 in [1]",
        "~1",
        "1 if [1] == [1] else 2",
        "lambda: 1",
        "[n for n in (1, 2)]",
        "f'{1}'",
        "int('7', base=8)",
        "round(2.567, ndigits=2)",
        "max(1, 2, key=abs)",
        "print(1)",
        "(1).real",
    ],
)
def test_what_python_alone_can_tell_is_no_literal(text):
    with pytest.raises(NotLiteral):
        value_of(text)


@pytest.mark.parametrize(
    ("text", "origins", "value"),
    [
        ("np.float64(3)", {"np": "numpy"}, 3.0),
        ("np.pi", {"np": "numpy"}, math.pi),
        ("pi", {"pi": "math.pi"}, math.pi),
        ("root(16)", {"root": "math.sqrt"}, 4.0),
        ("math.sqrt(16)", {"math": "math"}, 4.0),
    ],
)
def test_names_of_imports_are_followed(text, origins, value):
    assert value_of(text, origins) == value


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("math.sqrt(16)", {}),
        ("np.sqrt(16)", {"np": "cupy"}),
        ("np.random.pi", {"np": "numpy"}),
        ("int(3)", {"int": ""}),
        ("int(3)", {"int": "mine.int"}),
        ("dict(a=1)", {"dict": ""}),
        ("len([1])", {"len": ""}),
    ],
)
def test_a_name_that_means_something_else_here_is_not_guessed(text, origins):
    with pytest.raises(NotLiteral):
        value_of(text, origins)


def test_a_known_name_hides_the_function_of_that_name():
    with pytest.raises(NotLiteral):
        value_of("int(3)", int=5)
    assert value_of("int + 1", int=5) == 6


@pytest.mark.parametrize("quotes", ["'{}'", "b'{}'"])
def test_a_function_and_a_comparison_read_a_text_up_to_a_bound(quotes):
    longest = quotes.format("a" * MOST_TEXT)
    assert value_of(f"len({longest})") == MOST_TEXT
    assert value_of(f"{longest} == {longest}") is True
    longer = quotes.format("a" * (MOST_TEXT + 1))
    for text in (f"len({longer})", f"{longer} == {longer}", f"1 != {longer}"):
        with pytest.raises(NotLiteral):
            value_of(text)


def test_a_key_covers_so_many_values_and_no_more():
    widest = (0,) * (MOST_IN_A_KEY - 1)  # and the tuple itself
    assert value_of("{key: 1}", key=widest) == {widest: 1}
    for text in ("{key: 1}", "{key}", "{1: 2}[key]"):
        with pytest.raises(NotLiteral):
            value_of(text, key=(*widest, 0))


@pytest.mark.parametrize("key", ["(1, [2])", "(1, (2, {3}))", "({},)"])
def test_a_tuple_that_holds_what_has_no_hash_is_no_key(key):
    with pytest.raises(NotLiteral):
        value_of(f"{{{key}: 1}}")


def test_a_shift_of_a_known_number_stays_within_the_bits_that_a_number_may_have():
    assert value_of(f"(1 << {MOST_BITS - 1}) > 0") is True
    with pytest.raises(NotLiteral):
        value_of(f"1 << {MOST_BITS}")


@pytest.mark.parametrize("text", ["(0,) * 4000", "4000 * (0,)"])
def test_copies_are_paid_for_on_either_side(text):
    evaluator, before = Evaluator(), Evaluator().left
    value_of(text, evaluator=evaluator)
    assert before - evaluator.left > 4000 * 16 * 3


def test_copies_that_are_none_give_nothing_back():
    evaluator = Evaluator()
    before = evaluator.left
    value_of("(1, 2, 3) * -4000", evaluator=evaluator)
    assert evaluator.left < before


def test_a_budget_that_is_spent_stays_spent():
    evaluator = Evaluator(budget=1000)
    with pytest.raises(NotLiteral):
        value_of("(0,) * 500", evaluator=evaluator)
    assert evaluator.left <= 0
    with pytest.raises(NotLiteral):
        value_of("1", evaluator=evaluator)


@pytest.mark.parametrize(
    ("target", "value", "found"),
    [
        ("a", [1, 2], {"a": [1, 2]}),
        ("a, b", (1, 2), {"a": 1, "b": 2}),
        ("[a, b]", [1, 2], {"a": 1, "b": 2}),
        ("a, (b, c)", (1, [2, 3]), {"a": 1, "b": 2, "c": 3}),
    ],
)
def test_parts_are_assigned_to_the_names_in_their_places(target, value, found):
    into = {}
    assert unpacked(node_of(target), value, into)
    assert into == found


@pytest.mark.parametrize(
    ("target", "value"),
    [
        ("a, b", (1, 2, 3)),
        ("a, b", (1,)),
        ("a, b", 12),
        ("a, b", "12"),
        ("a, b", {1: 2, 3: 4}),
        ("a, b", {1, 2}),
        ("a.b", 1),
        ("a[0]", 1),
        ("a, (b, c)", (1, 2)),
        ("a, b.c", (1, 2)),
    ],
)
def test_what_has_no_such_parts_is_not_unpacked(target, value):
    assert not unpacked(node_of(target), value, {})
