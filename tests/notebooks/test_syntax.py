import time

import pytest

from notebooks.definitions import FAILED_LINES
from notebooks.statements import Kind
from notebooks.syntax import code_cells, definitions
from tests.notebooks.building import code, notebook, words


def loaded(found):
    """What the one source leaves behind when it is run; only our own text here."""
    names = {"__name__": "student"}
    exec(compile(found.source, "student", "exec"), names)
    return names


def kept(*cells, **modules):
    return [block.source for block in definitions(cells, modules=modules).blocks]


def test_a_project_is_loaded_without_its_training_loop():
    found = definitions(
        [
            "%matplotlib inline\nimport math\nfrom math import pi, tau",
            "rides = read_csv('hour.csv')\nrides.head()",
            "class Net:\n    lr = 0.5\n    def run(self, x):\n        return x * self.lr",
            "iterations, learning_rate = 10 * 100, .5\nhidden = 2 ** 3",
            "net = Net()\nfor i in range(iterations):\n    net.run(i)",
            "if __name__ == '__main__':\n    def main(): pass",
            "with open('x') as f:\n    text = f.read()",
        ]
    )
    names = loaded(found)
    assert names["Net"]().run(4) == 2
    assert found.constants == {
        "iterations": 1000,
        "learning_rate": 0.5,
        "hidden": 8,
    }
    assert found.names == (
        "math",
        "pi",
        "tau",
        "Net",
        "iterations",
        "learning_rate",
        "hidden",
    )
    assert {"rides", "net", "text"} <= found.assigned
    assert found.problems == ()


def test_cells_and_lines_are_those_of_the_notebook():
    book = notebook(
        words("# Text"), code("%time\n\n@property\n# why\ndef f(self):\n    return 1")
    )
    (block,) = definitions(code_cells(book)).blocks
    assert (block.cell, block.first_line, block.kind) == (2, 3, Kind.FUNCTION)
    assert block.source.startswith("@property\n# why\ndef f")


def test_a_cell_that_is_not_python_is_told_and_the_others_stay():
    found = definitions(["a = 1", "b = 1\nprint 'two'", "c = (", "d = '\0'", "e = 5"])
    assert list(found.constants) == ["a", "e"]
    assert [(p.cell, p.line) for p in found.problems] == [(2, 2), (3, 1), (4, 1)]
    assert "print" in found.problems[0].message


def test_what_only_the_compiler_sees_is_told_too():
    found = definitions(["x = 1\ndef f():\n    break\ny = 2"])
    assert list(found.constants) == ["x", "y"]
    assert [(p.cell, p.line) for p in found.problems] == [(1, 3)]


@pytest.mark.parametrize(
    "deep",
    [
        "(" * 5000 + ")" * 5000,
        "x = " + "-" * 20_000 + "1",
        "x = " + "+".join("1" * 30_000),
        "x = a" + ".a" * 50_000,
        "if a: pass\n" + "elif a: pass\n" * 20_000,
        "x" * 2_000_000,
        "x = 1;" * 5000,
        "import " + ",".join(["x"] * 5000),
    ],
)
def test_code_that_is_deep_or_long_is_survived(deep):
    found = definitions([deep, "y = 2"])
    assert found.constants["y"] == 2
    assert "x" not in found.constants


@pytest.mark.parametrize(
    "value",
    [
        "9 ** 9 ** 9",
        "'a' * 10 ** 9",
        "[0] * 10 ** 9",
        "10 ** 9 * 'a'",
        "1 / 0",
        "'%1000000000d' % 1",
        "(2 ** 4000) ** 4000",
        "10.0 ** 1000",
        "'a' + 1",
        "{'a': 1}['b']",
        "[1][1]",
        "{1: 2}[[]]",
        "[1, 2][:1]",
        "'abc'[0]",
        "dict(**{'a': 1})",
        "dict([('a', 1)])",
        "{[]: 1}",
        "-'a'",
        "1 << 10 ** 9",
        "round(1, -10 ** 9)",
        "int('9' * 4000)",
        "pow(9, 9 ** 9)",
        "0x" + "f" * 100_000,
        "{(((0,) * 4096,) * 4096,) * 4096: 1}",
        "(((0,) * 4096,) * 4096,) * 4096",
        "[(0,) * 4096] * 4096 == [(0,) * 4096] * 4096",
        "[1] == [1]",
        "sum(['a'])",
        "max('ab')",
        "max([[1], [2]])",
        "len(7)",
        "int(['7'])",
        "int('seven')",
        "float('x')",
        "int(unknown)",
        "10 if unknown else 50",
        "np.int64(64)",
        "math.sqrt(4)",
        "f'{1}'",
    ],
)
def test_arithmetic_that_grows_or_fails_is_not_done_here(value):
    assert definitions([f"x = {value}"]).constants == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = -1.5", -1.5),
        ("x = 3 * 2 // 4 % 3", 1),
        ("x = [1, (2, 'a'), {'k': None}, {3}]", [1, (2, "a"), {"k": None}, {3}]),
        ("n = 4\nx = n * 2", 8),
        ("x: int = 5", 5),
        ("x = y = 6", 6),
        ("(a, b), x = (1, 2), 7", 7),
        ("x = 1\nx = 2", 2),
        ("%%time\nx = 3", 3),
        ("x = 'a' 'b' + 'c'", "abc"),
        ("x = not True", False),
        ("all = {'n': 3, 'lr': 0.5}\nx = all['n']", 3),
        ("all = dict(n=3, lr=0.5)\nx = all['lr']", 0.5),
        ("all = [3, (4, 5)]\nx = all[-1][0]", 4),
        ("x = int(3e3)", 3000),
        ("x = int('64')", 64),
        ("x = 1e3", 1000.0),
        ("x = 3_000", 3000),
        ("x = 2 ** 7", 128),
        ("x = 1 << 7", 128),
        ("x = float('1e-3')", 0.001),
        ("x = round(2.6)", 3),
        ("x = round(2.345, 1)", 2.3),
        ("x = abs(-3)", 3),
        ("x = max(3, 4) + min([5, 6])", 9),
        ("x = sum([1, 2]) * len('abc')", 9),
        ("x = pow(2, 5)", 32),
        ("x = len([1, 2]) + len({'a': 1})", 3),
        ("import numpy as np\nx = np.int64(64)", 64),
        ("import numpy\nx = numpy.float64(3)", 3.0),
        ("import numpy as np\nx = np.float32(0.5)", 0.5),
        ("from numpy import int32\nx = int32(64)", 64),
        ("import math\nx = math.sqrt(16)", 4.0),
        ("from math import ceil as up\nx = up(2.1)", 3),
        ("import math\nx = math.pi", 3.141592653589793),
        ("x = 10 if 3 > 2 else 50", 10),
        ("gpu = None\nx = 10 if gpu else 50", 50),
        ("gpu = None\nx = 10 if gpu is not None else 50", 50),
        ("x = 1 < 2 < 3 and 7", 7),
        ("x = 0 or 5", 5),
        ("x = 2\nx *= 8\nx += 1", 17),
        ("x, *_ = 1, 2\nx = 3", 3),
    ],
)
def test_literals_are_read_off_the_text(text, expected):
    assert definitions([text]).constants["x"] == expected


@pytest.mark.parametrize(
    "after",
    [
        "x = f(1)",
        "x -= f(1)",
        "with y as x: pass",
        "x, path = helper.load()",
        "try:\n    x = ask()\nexcept Exception:\n    x = 3",
        "if f(1):\n    x = 3",
        "(x, *rest) = f(1)",
    ],
)
def test_a_later_assignment_that_cannot_be_read_undoes_nothing(after):
    found = definitions(["x = 1", after, "y = x + 1"])
    assert found.constants["x"] == 1
    assert "y" not in found.constants  # the loaded module knows it
    assert {"x", "y"} <= found.uncertain
    assert found.places["x"].source == "x = 1"


@pytest.mark.parametrize("after", ["def x(): pass", "class x: pass", "import x"])
def test_what_is_now_a_function_is_no_number_any_more(after):
    found = definitions(["x = 1", after])
    assert "x" not in found.constants


@pytest.mark.parametrize(
    "own",
    [
        "def int(x): return 7",
        "from mine import int",
        "int = lambda x: 7",
        "for int in f(): pass",
        "import numpy as int",
    ],
)
def test_a_name_that_python_gave_and_the_notebook_hides_is_not_applied(own):
    assert "x" not in definitions([own, "x = int(3e3)"]).constants


def test_what_a_function_of_another_module_gives_is_not_guessed():
    assert "x" not in definitions(["import mine as np\nx = np.int64(64)"]).constants
    assert "x" not in definitions(["import numpy as np\nnp = f()\nx = np.pi"]).constants


def test_a_list_that_has_two_names_is_changed_under_both():
    found = definitions(["a = [1]\nb = a", "b.append(f())", "n = a[0]"])
    assert "n" not in found.constants


@pytest.mark.parametrize(
    "change",
    [
        "all['n'] = 4",
        "all.update(n=4)",
        "all = read()",
        "del all['n']",
        "all |= more",
        "for k in f(): all[k] = 4",
        "if f(): all.update(n=4)",
        "also = all\nalso['n'] = 4",
    ],
)
def test_a_part_of_what_was_changed_meanwhile_is_not_read_off_the_text(change):
    found = definitions(["all = {'n': 3}", change, "n = all['n']"])
    assert "n" not in found.constants


@pytest.mark.parametrize(
    "after",
    [
        "for x in (3, 1): try_out(x)",
        "for epoch in range(5):\n    x *= 0.8",
        "while better(): x = x / 2",
    ],
)
def test_what_a_loop_does_to_a_chosen_number_is_left_out_like_the_loop(after):
    found = definitions(["x = 1", after])
    assert found.constants["x"] == 1
    assert [block.source for block in found.blocks if "x" in block.names] == ["x = 1"]


def test_a_missing_module_does_not_stop_the_rest():
    found = definitions(
        [
            "import no_such_module, math as m\nfrom nowhere import *\nx = 1\nfrom os import no"
        ]
    )
    names = loaded(found)
    assert names["x"] == 1
    assert names["m"].pi > 3
    assert len(names[FAILED_LINES]) == 3
    assert any("no_such_module" in why for why in names[FAILED_LINES].values())
    assert found.imports == {"no_such_module", "math", "nowhere", "os"}


def test_the_last_definition_wins_and_the_earlier_is_marked():
    found = definitions(
        ["def f(): return 1", "a = 1\nclass B:\n    made = f()", "def f(): return 2"]
    )
    names = loaded(found)
    assert names["f"]() == 2
    assert names["B"].made == 1
    assert [block.superseded for block in found.blocks] == [True, False, False, False]


def test_simple_statements_that_definitions_lean_on_are_kept():
    assert kept(
        "import numpy as np, tensorflow as tf, functools",
        "tf.reset_default_graph()\nnp.random.seed(42)\nnp.save('a', 1)",
        "N = len('abc'); M = N + 1",
        "f = lambda x: x + unknown",
        "class Net: pass",
        "Net.size = M\nother.size = M",
        "d = {}\nd['a'] = N\nd[open('x')] = 1",
        "total = sum(range(N))\ntotal += 1",
        "big = pow(7, 10 ** 9)\nhm = eval('1')\nq = unknown + 1\nz = (w := 1)",
    )[3:] == [
        "tf.reset_default_graph()",
        "np.random.seed(42)",
        "N = len('abc')",
        "M = N + 1",
        "f = lambda x: x + unknown",
        "class Net: pass",
        "Net.size = M",
        "d = {}",
        "d['a'] = N",
        "total = sum(range(N))",
        "total += 1",
    ]


def test_values_that_a_function_needs_are_made_too_but_may_fail():
    found = definitions(
        [
            "import tensorflow as tf",
            "start = tf.keras.initializers.RandomNormal(0, scale)",
            "scale = tf.constant(0.02)",
            "start = tf.keras.initializers.RandomNormal(0, scale)",
            "unused = tf.train.everything()",
            "def layer(x, n=4):\n    local = x\n    return start(local)",
        ]
    )
    by_name = {block.names[0]: block for block in found.blocks}
    assert list(by_name) == ["tf", "scale", "start", "layer"]
    assert by_name["start"].cell == 4
    assert by_name["start"].may_fail
    assert not by_name["layer"].may_fail


def test_branches_that_only_define_are_kept_whole():
    text = "try:\n    import fast\nexcept ImportError:\n    fast = None"
    assert kept(text) == [text]
    assert kept("try:\n    train()\nexcept Exception:\n    x = 1") == []
    assert kept("v = 2\nif v > 1:\n    n = 3\nelse:\n    n = 4")[1:] != []
    assert kept("if unknown:\n    n = 3") == []


def test_side_modules_give_their_names_and_constants():
    found = definitions(
        ["from my_answers import *", "from other import a as b\nfrom other import c"],
        modules={
            "my_answers": "iterations = 7\nlearning_rate = .5\nclass Net: pass",
            "other": "a = 1\nc = 2\nimport numpy",
            "broken": "def f(:",
        },
    )
    assert found.constants == {
        "iterations": 7,
        "learning_rate": 0.5,
        "a": 1,
        "b": 1,
        "c": 2,
    }
    assert found.names == ("iterations", "learning_rate", "Net", "b", "c")
    assert "Net" in found.defines
    assert "numpy" in found.imports
    assert [(p.file, p.cell, p.line) for p in found.problems] == [("broken.py", 0, 1)]


def test_a_notebook_may_change_what_it_imported():
    found = definitions(
        ["from my_answers import iterations", "iterations = 9"],
        modules={"my_answers": "iterations = 7"},
    )
    assert found.constants["iterations"] == 9


def test_long_strings_and_japanese_survive_in_one_source():
    cell = 'あ = """\n  二\n三"""; b = "é"; import math; c = math.exp(0)'
    names = loaded(definitions([cell]))
    assert (names["あ"], names["b"], names["c"]) == ("\n  二\n三", "é", 1.0)


def test_nothing_of_a_students_is_run_while_reading(tmp_path):
    mark = tmp_path / "ran"
    definitions(
        [
            f"open({str(mark)!r}, 'w')",
            f"x = open({str(mark)!r}, 'w')",
            f"class A:\n    x = open({str(mark)!r}, 'w')",
            f"@open\ndef f(x=open({str(mark)!r}, 'w')): pass",
        ]
    )
    assert not mark.exists()


def test_a_chain_of_needs_built_to_be_slow_is_followed_only_so_far():
    chain = "".join(f"a{n} = np.f(a{n + 1})\n" for n in range(1000))
    started = time.process_time()
    found = definitions(["import numpy as np", chain, "def f(): return a0"])
    assert time.process_time() - started < 8
    assert "f" in found.names


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("for n in [5, 10, 15]:\n    train(n)", 15),
        ("for n, m in ((5, 1), (9, 2)):\n    train(n)", 9),
        ("n = 4\nfor n in [5, 10]:\n    train(n)", 4),
        ("for n in [5, 10]:\n    train(n)\nn = 4", 4),
        ("for n in [5, 10]:\n    if train(n):\n        break", None),
        ("for n in sizes:\n    train(n)", None),
        ("for n in []:\n    train(n)", None),
    ],
)
def test_a_loop_over_plain_values_leaves_its_last_where_there_is_no_other(cell, value):
    assert definitions([cell]).constants.get("n") == value


def test_what_numpy_took_over_from_python_is_a_number_as_it_was_then():
    cell = "import numpy as np\nn = np.int(3e3)\nrate = np.float(7) / 10"
    assert definitions([cell]).constants == {"n": 3000, "rate": 0.7}


@pytest.mark.parametrize("unit", ["a;", "[],"], ids=["statements", "lists"])
def test_code_whose_tree_would_take_too_much_memory_is_no_part_of_it(unit):
    """The names of both cells together are too many, and the second is left out."""
    opening = "def {}():\n " if ";" in unit else "{} = ["
    body = unit * 45_000 + ("a" if ";" in unit else "]")
    cells = [opening.format(name) + body for name in ("first", "second")]
    found = definitions([*cells, "third = 3"])
    assert [problem.message for problem in found.problems] == ["there is too much code"]
    assert found.problems[0].cell == 2
    assert found.constants["third"] == 3


def test_a_table_of_numbers_is_no_too_much_code():
    found = definitions(["table = [" + "0.123, " * 20_000 + "]", "third = 3"])
    assert found.problems == ()
