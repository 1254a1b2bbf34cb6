"""What the trees of statements say: names, parameters, modules, and strangers among names."""

import ast

import pytest

from notebooks.blocks import Block, marked
from notebooks.noted import noted
from notebooks.parameters import parameter_names
from notebooks.parsing import parse_cells
from notebooks.statements import Kind


def read(*cells, stars=()):
    statements, problems = parse_cells(cells)
    assert problems == []
    return noted(statements, dict(stars))


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(): pass", set()),
        ("def f(a, /, b, *c, d=1, **e): pass", {"a", "b", "c", "d", "e"}),
        ("async def f(a): pass", {"a"}),
        ("def f(a, g=lambda b: b): pass", {"a", "g"}),
        ("def f(a):\n    def inner(b): pass", {"a"}),
        ("class A:\n    x = 1", set()),
        (
            "class A:\n    def f(self, a): pass\n    def g(self, b): pass",
            {"self", "a", "b"},
        ),
        ("class A:\n    class B:\n        def f(self, a): pass", set()),
    ],
)
def test_parameters_are_those_of_functions_and_methods(source, names):
    (node,) = ast.parse(source).body
    assert parameter_names(node) == names


def test_modules_are_noted_by_their_whole_names():
    found = read(
        "import numpy as np, os.path\nfrom keras.layers import Dense\n",
        "def f():\n    import json\nfrom . import near",
    )
    assert found.imports == {"numpy", "os.path", "keras.layers", "json"}


def test_what_is_defined_and_assigned_at_the_top_is_noted():
    found = read("def f(x): y = x\nclass A: pass\na, (b, *c) = 1, (2, 3)\nd: int = 4")
    assert {"f", "A"} <= found.defines
    assert {"a", "b", "c", "d"} <= found.assigned
    assert not {"x", "y"} & (found.defines | found.assigned)


def test_the_last_definition_of_a_name_has_its_parameters():
    found = read("def f(a): pass", "def f(b): pass")
    assert found.parameters == {"f": frozenset({"b"})}


def test_a_name_that_nothing_binds_is_a_stranger():
    found = read("from mine import *\nresult = helper(len(data))\ndata = 1")
    assert found.strangers == {"helper"}


def test_what_a_known_module_hands_on_is_bound_by_its_import():
    statements, _ = parse_cells(["from mine import *"])
    found = noted(statements, {"mine": ("helper", "RATE")})
    assert set(found.bound[id(statements[0].node)]) == {"helper", "RATE"}


def test_nothing_says_nothing():
    found = read("")
    assert (found.defines, found.imports, found.strangers) == (set(), set(), set())


def block(*names, cell=1):
    return Block(cell, Kind.FUNCTION, names, "", 1)


def superseded(*blocks):
    return [one.superseded for one in marked(blocks)]


def test_a_block_whose_names_are_all_bound_again_is_superseded():
    assert superseded(block("f"), block("f")) == [True, False]
    assert superseded(block("f"), block("g"), block("f")) == [True, False, False]


def test_one_name_that_stays_keeps_the_block():
    assert superseded(block("a", "b"), block("a")) == [False, False]
    assert superseded(block("a", "b"), block("a"), block("b")) == [True, False, False]


def test_a_block_that_binds_nothing_is_never_superseded():
    assert superseded(block(), block("a"), block()) == [False, False, False]
    assert marked([]) == []


def test_blocks_keep_their_order():
    blocks = [block("f", cell=1), block("g", cell=2), block("f", cell=3)]
    assert [one.cell for one in marked(blocks)] == [1, 2, 3]
