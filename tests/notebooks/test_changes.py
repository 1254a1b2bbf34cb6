"""State that is made by statements: kept where checks depend on it, and nowhere else."""

import time

import pytest

from notebooks.changes import Roots
from notebooks.statements import Kind
from notebooks.syntax import definitions
from tests.notebooks.test_syntax import loaded

ROOTS = Roots(frozenset({"encode"}), frozenset({"epochs", "rate"}))
ENCODE = "def encode(x):\n    return table[x]"


def states(*cells):
    found = definitions(cells, roots=ROOTS)
    return [b.source for b in found.blocks if b.kind is Kind.STATE]


def made(*cells):
    names = loaded(definitions(cells, roots=ROOTS))
    return names["encode"](1)


@pytest.mark.parametrize(
    "cells",
    [
        ["table = {}\nfor n in range(3):\n    table[n] = n * n"],
        ["table = {}\nn = 0\nwhile n < 3:\n    table[n] = n * n\n    n += 1"],
        ["table = {}\ntable.update({1: 1})"],
        ["table = []\ntable.append(0)\ntable.append(1)"],
        ["table = {0: 0}\nother = table", "other[1] = 1\ntable = dict(other)"],
        ["def squares(n):\n    return [k * k for k in range(n)]", "table = squares(3)"],
        ["table = {}\ndef fill():\n    table[1] = 1", "fill()"],
        ["def fill():\n    global table\n    table = {1: 1}", "fill()"],
        ["import collections as c\ntable = c.OrderedDict().fromkeys([1], 1)"],
        ["import random\ntable = [1, 1]\nrandom.shuffle(table)"],
        [
            "try:\n    table = dict(open('none'))\nexcept OSError as e:\n    table = {1: 1}"
        ],
        ["class T:\n    def __getitem__(self, n): return n", "table = T()"],
        [
            "names = ['a', 'b']\nids = {}",
            "for i, n in enumerate(names):\n    ids[n] = i",
            "table = sorted(ids.values())",
        ],
    ],
)
def test_what_a_function_uses_is_made_by_whatever_statement(cells):
    assert made(*cells, ENCODE) == 1
    assert made(ENCODE, *cells) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "for batch in batches:\n    table.append(train(batch))",
        "table = train_network(epochs)",
        "for e in range(epochs):\n    optimizer.minimize(loss)\n    table.append(e)",
        "table.append(input())",
        "table = exec('1')",
        "losses = []\nfor e in range(3):\n    losses.append(e)",
        "print(table.items())",
        "other.fit(table)",
    ],
)
def test_training_and_what_no_check_depends_on_is_left_out(statement):
    assert (
        states("batches, optimizer, loss, other = f(1)\ntable = []", statement, ENCODE)
        == []
    )


NUMPY = "import numpy as np\ndef encode(x):\n    return np.asarray(x)"


@pytest.mark.parametrize(
    "statement",
    [
        "kept = [np.ones(10**6) for _ in range(10**4)]",
        "features = np.zeros((3, 4))\nfeatures.sort()",
        "np.random.seed(1)",
        "def noise(n):\n    return np.random.rand(n)\ndraws = noise(10**9)",
    ],
)
def test_to_call_something_of_a_module_is_no_change_of_the_module(statement):
    assert states(NUMPY, statement) == []


def test_a_name_that_is_put_into_a_module_is_kept():
    """What people do about names that a library has removed."""
    found = definitions([NUMPY, "np.floating_point = float"], roots=ROOTS)
    assert "np.floating_point = float" in [block.source for block in found.blocks]


def test_a_loop_that_tries_out_a_number_is_left_out():
    assert states("epochs = 5", "for epochs in (1, 2):\n    print(epochs)") == []


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        (["def steps(): return 40", "epochs = int(steps())"], 40),
        (["import os", "epochs = 10 if os.path.exists('none') else 50"], 50),
        (["sizes = {}\nsizes.update(n=30)", "epochs = sizes['n']"], 30),
        (["sizes = dict(n=1)\nsizes['n'] = 30\nepochs = sizes.get('n')"], 30),
        (["epochs = 5", "if True:\n    print('more')\n    epochs = 30"], 30),
        (["class C:\n    n = 30", "epochs = C.n"], 30),
        (["epochs = [n for n in range(31)][-1]"], 30),
        (["epochs, path = (lambda: (30, 'x'))()"], 30),
    ],
)
def test_a_number_that_only_running_gives_is_loaded(cells, value):
    found = definitions(cells, roots=ROOTS)
    assert "epochs" in found.uncertain
    assert loaded(found)["epochs"] == value


def test_without_roots_no_state_is_kept():
    cells = ["table = {}\nfor n in range(3):\n    table[n] = n", ENCODE]
    assert all(b.kind is not Kind.STATE for b in definitions(cells).blocks)


def test_state_may_fail():
    found = definitions(["table = []\ntable.append(1 / 0)", ENCODE], roots=ROOTS)
    assert [b.may_fail for b in found.blocks if b.kind is Kind.STATE] == [True]
    assert loaded(found)["table"] == []


def test_many_statements_that_change_one_another_take_no_time():
    chain = "\n".join(f"a{n}.append(a{n + 1})" for n in range(3000))
    started = time.process_time()
    found = definitions(["table = a0\n" + chain, ENCODE], roots=ROOTS)
    assert time.process_time() - started < 5
    assert "encode" in found.names
