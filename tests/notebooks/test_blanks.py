"""A template's blanks are told from work, however little of it there is."""

import ast

import pytest

from notebooks.blanks import has_blank, has_work


def function(body):
    text = "\n".join(f"    {line}" for line in body.splitlines())
    (node,) = ast.parse(f"def f(self, x, y):\n{text}").body
    return node


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "...",
        '"""What to do."""',
        '"""What to do."""\npass',
        "raise NotImplementedError",
        'raise NotImplementedError("write it")',
        "return",
        "return None",
        "return None, None",
        "return {}",
        "return [x, y]",
        "out = None\nreturn out",
        "a, b = None, 1\nc = None\nreturn c",
        "loss += None\nreturn loss",
        "total += 0\nreturn total",
        "for i in range(3):\n    out = None\n    print(out)",
    ],
)
def test_what_templates_leave_is_a_blank(body):
    assert has_blank(function(body))


@pytest.mark.parametrize(
    "body",
    [
        "return x",
        "return x + y",
        "return sigmoid(x)",
        "return x.T",
        "out = None\nif x:\n    out = y\nreturn out",
        "self.best = None\nreturn x * y",
        "best = None\nreturn x * y",
        "total += x\nreturn total",
        "raise ValueError",
        "def inner(): return 1\nreturn inner",
    ],
)
def test_what_somebody_wrote_is_none(body):
    assert not has_blank(function(body))


@pytest.mark.parametrize(
    ("body", "is_work"),
    [
        ("return x + y", True),
        ("return np.dot(x, y)", True),
        ("return tf.keras.layers.Dense(3)(x)", True),
        ("return lambda: exp(x)", True),
        ("return np.zeros(3)", False),
        ("print(len(x))", False),
        ("for i in range(3):\n    print(i)", False),
        ("return helper(x)", False),
        ("return self.helper(x)", False),
        ("return other.helper(x)", True),
        ("return self.other(x)", True),
        ("return x", False),
    ],
)
def test_work_is_what_no_template_gives(body, is_work):
    assert has_work(function(body), {"helper"}) is is_work
