"""Questions go into a real sandbox; plain data, or a StudentError, comes back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from notebooks.changes import Roots
from notebooks.syntax import definitions
from protocol.steps import Limits
from tests.workers.conftest import Start, starter
from workers.environments.environments import Runtime
from workers.grader import seeds, words
from workers.grader.held import Held
from workers.grader.student import SandboxedStudent
from workers.grader.work import Work
from workers.packkit.checks import StudentError
from workers.sandbox.watchdog import MEGABYTE

CODE = """
import numpy as np
import no_such_module
from my_answers import rate, Tiny

size = 4

class Net:
    def __init__(self, inputs, lr=0.1):
        self.weights = np.zeros((inputs, 2))
        self.lr = lr
    def run(self, x):
        return np.dot(x, self.weights) + self.lr
    def same(self, other):
        return other is self

def double(x, *, times=2):
    return x * times

def describe(x):
    return type(x).__name__

def shapes(value):
    return {"list": [1, 2.5, None, "é", True], "array": np.arange(3), "got": value}

def secretive(x):
    raise RuntimeError(f"the input was {x}")

def private(x):
    class TheInputWas17(Exception):
        pass
    raise TheInputWas17(x)

def leave_politely():
    raise SystemExit(0)

def draw():
    return float(np.random.rand())

def odd(kind):
    return {
        "object": lambda: object(),
        "objects": lambda: np.array([object()]),
        "complex": lambda: 1j,
        "deep": lambda: deep(),
        "bytes": lambda: b"x",
        "dates": lambda: np.array(["2020-01-01"], dtype="datetime64[D]"),
    }[kind]()

def own_source():
    import inspect
    return [inspect.getsource(own_source), inspect.getsource(Net.run)]

def deep():
    value = []
    for _ in range(5000):
        value = [value]
    return value
"""
SIDE = b"rate = 0.25\nclass Tiny:\n    def go(self):\n        return 1 / 0\n"


@pytest.fixture(scope="module")
def student(runtime: Runtime) -> Iterator[SandboxedStudent]:
    """One for all the questions that leave it as it was."""
    with starter(runtime) as start:
        yield start(CODE, files={"my_answers.py": SIDE})


def test_calls_objects_and_constants(student) -> None:
    assert student.constants["size"] == 4
    assert student.has("double")
    assert not student.has("no_such_module")
    assert student.call("double", 3, times=5) == 15
    net = student.new("Net", 3, lr=0.5)
    net.set("weights", np.ones((3, 2)))
    np.testing.assert_array_equal(net.get("weights"), np.ones((3, 2)))
    np.testing.assert_array_equal(net.call("run", np.arange(3.0)), [3.5, 3.5])
    assert net.call("same", net) is True
    assert student.call("describe", (1, 2)) == "tuple"


def test_plain_data_comes_back_as_it_was(student) -> None:
    answer = student.call("shapes", {"k": np.float64(1.5), "n": float("nan")})
    assert answer["list"] == [1, 2.5, None, "é", True]
    np.testing.assert_array_equal(answer["array"], [0, 1, 2])
    assert answer["got"]["k"] == 1.5
    assert np.isnan(answer["got"]["n"])


def test_large_inputs_lie_in_the_inbox_only_while_asked(student) -> None:
    large = np.random.default_rng(0).normal(size=(1000, 500))
    np.testing.assert_array_equal(student.call("double", large), large * 2)
    assert student.call("double", "x" * 300_000) == "x" * 600_000
    assert sorted(path.name for path in student.sandbox.inbox.iterdir()) == [
        "files",
        "kernel.json",
    ]


def test_files_beside_the_notebook_can_be_imported(student) -> None:
    with pytest.raises(StudentError) as raised:
        student.new("Tiny").call("go")
    assert raised.value.hint["en"] == (
        "Your code raised ZeroDivisionError (my_answers.py, line 4): division by zero\n"
        "The line: `return 1 / 0`"
    )


def test_an_exception_names_the_students_line_and_no_message_that_may_hold_inputs(
    student,
) -> None:
    with pytest.raises(StudentError) as raised:
        student.call("secretive", 17)
    hint = raised.value.hint
    assert hint["en"] == (
        "Your code raised RuntimeError (cell 1, line 27).\n"
        'The line: `raise RuntimeError(f"the input was {x}")`'
    )
    assert "RuntimeError" in hint["ja"]
    assert "the input was 17" in str(raised.value)
    assert "17" not in hint["en"] + hint["ja"]


def test_an_exception_of_the_students_own_is_not_named(student) -> None:
    with pytest.raises(StudentError) as raised:
        student.call("private", 17)
    assert raised.value.hint["en"] == (
        "Your code raised an exception (cell 1, line 32).\nThe line: `raise TheInputWas17(x)`"
    )


def test_a_call_with_wrong_arguments_names_the_definition(student) -> None:
    with pytest.raises(StudentError) as raised:
        student.call("double", 1, 2)
    assert raised.value.hint["en"] == (
        "Your code raised TypeError (cell 1, line 17): double() takes 1 positional argument but"
        " 2 were given\nThe line: `def double(x, *, times=2):`"
    )


def test_code_can_read_its_own_source_as_in_a_notebook(student) -> None:
    """TensorFlow's AutoGraph does, to turn loops over tensors into graphs."""
    function, method = student.call("own_source")
    assert function.startswith("def own_source():\n    import inspect\n")
    assert method.splitlines() == [
        "    def run(self, x):",
        "        return np.dot(x, self.weights) + self.lr",
    ]


def test_exit_is_an_exception_like_any_other(student) -> None:
    with pytest.raises(StudentError) as raised:
        student.call("leave_politely")
    assert "SystemExit" in raised.value.hint["en"]
    assert student.call("double", 1) == 2


def test_a_missing_name_is_the_students_failure(student) -> None:
    with pytest.raises(StudentError, match="'absent' is not defined"):
        student.call("absent")


@pytest.mark.parametrize(
    "kind", ["object", "objects", "complex", "deep", "bytes", "dates"]
)
def test_answers_that_are_no_plain_data_are_refused(student, kind: str) -> None:
    with pytest.raises(StudentError) as refused:
        student.call("odd", kind)
    assert refused.value.hint == words.UNREADABLE


def test_seeding_makes_random_numbers_repeat(student) -> None:
    student.seed(5)
    first = student.call("draw")
    assert student.call("draw") != first
    student.seed(5)
    assert student.call("draw") == first


def test_the_sandbox_is_not_told_the_seed_from_which_inputs_are_drawn(student) -> None:
    student.load(
        "import numpy\nfrom numpy import random as numbers\ngiven = []\n"
        "numbers.seed = given.append\ndef told():\n    return given\n"
    )
    student.seed(5)
    assert student.call("told") == [seeds.derived(5, seeds.SANDBOX, 32)]


def test_helpers_of_the_pack_run_beside_the_students_names(student) -> None:
    student.load("def thrice(x):\n    return double(x, times=3)\n")
    assert student.call("thrice", 4) == 12


def test_an_import_that_fails_does_not_stop_the_rest(student) -> None:
    assert len(student.failed_blocks) == 1
    assert "No module named 'no_such_module'" in student.failed_blocks[0].evidence


FORGER = """
import builtins, gc, json, sys
import numpy as np
import answering

def patch(kind):
    texts = {
        "nothing": None,
        "number": 5,
        "not_json": "{",
        "two": '{"value": 1, "raised": {}}',
        "unknown": '{"passed": true}',
        "raised": '{"raised": {"type": ["x"], "place": {"a": 1}, "traceback": 5}}',
        "nested": "[" * 200000,
        "pickle": '{"value": {"pickle": "gASVAAAA"}}',
        "large": "x" * 9000000,
    }
    answering.Helper.answer = lambda self, question: texts[kind]
    return 1

def silence():
    get_ipython().display_formatter.format = lambda *a, **k: ({}, {})
    return 1

def lie_about_equality():
    builtins.all = builtins.any = lambda *a: True
    np.isclose = np.allclose = np.array_equal = lambda *a, **k: True
    np.testing.assert_allclose = lambda *a, **k: None
    np.ndarray = list
    return 1

def wrong():
    return -1.0

class Agreeable(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __hash__ = float.__hash__

def agreeable():
    return Agreeable(-1.0)

class Agreeing(np.ndarray):
    def __eq__(self, other): return True
    def __sub__(self, other): return np.zeros(1)

def agreeing():
    return np.zeros(1).view(Agreeing)

def stack():
    frame, names = sys._getframe(), []
    while frame:
        names.append(frame.f_globals.get("__name__"))
        frame = frame.f_back
    return names

def modules():
    return sorted(m for m in sys.modules if m.split(".")[0] in
                  ("workers", "workers_packs", "projects", "django", "notebooks", "reviewhub"))
"""


@pytest.mark.parametrize(
    "kind",
    [
        "nothing",
        "number",
        "not_json",
        "two",
        "unknown",
        "raised",
        "nested",
        "pickle",
        "large",
    ],
)
def test_forged_answers_are_failures_and_nothing_else(start: Start, kind: str) -> None:
    student = start(FORGER, call_s=5, answer_mb=8)
    assert student.call("patch", kind) == 1
    with pytest.raises(StudentError):
        student.call("wrong")


def test_a_silenced_kernel_is_a_failure(start: Start) -> None:
    student = start(FORGER, call_s=3)
    with pytest.raises(StudentError):
        student.call("silence")


def test_patching_comparisons_inside_changes_none_outside(start: Start) -> None:
    student = start(FORGER)
    student.call("lie_about_equality")
    assert student.call("wrong") == -1.0
    assert np.isclose(student.call("wrong"), 1.0) == np.False_


@pytest.mark.parametrize("name", ["agreeable", "agreeing"])
def test_subclasses_that_equal_everything_lose_their_class(
    start: Start, name: str
) -> None:
    student = start(FORGER)
    try:
        answer = student.call(name)
    except StudentError:
        return
    assert type(answer) in (float, np.ndarray)
    assert not np.any(answer == 1.0)


def test_no_code_of_ours_is_in_the_students_process(start: Start) -> None:
    student = start(FORGER)
    assert student.call("modules") == []
    assert not {"workers.packkit.checks", "workers.grader.student"} & set(
        student.call("stack")
    )


def test_the_largest_request_has_a_known_size(start: Start) -> None:
    """Both sides count the same bytes: text just below the limit comes through."""
    student = start("def text(n):\n    return 'x' * n\n", answer_mb=2)
    assert len(student.call("text", 2 * MEGABYTE - 100)) == 2 * MEGABYTE - 100
    with pytest.raises(StudentError):
        student.call("text", 2 * MEGABYTE)


FORGED_PLACE = """
import answering
answering.describe = lambda error: {"type": "ValueError", "place": PLACE}
def fail():
    raise ValueError
def fine():
    return 1
"""


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (["cell 1", 5], " (cell 1, line 5)"),
        (["cell 1", 9], ""),
        (["cell 1", 502_219], ""),
        (["cell 7", 1], ""),
        (["beside.py", 2], " (beside.py, line 2)"),
        (["beside.py", 4], ""),
        (["other.py", 1], ""),
        ("cell 1", ""),
    ],
)
def test_a_place_is_told_only_if_it_is_a_line_of_the_students_own(
    start: Start, place: Any, told: str
) -> None:
    """A free number could carry forty bits of a hidden input to the student."""
    source = FORGED_PLACE.replace("PLACE", repr(place))
    student = start(source, files={"beside.py": b"x = 1\ny = 2\n"})
    with pytest.raises(StudentError) as failed:
        student.call("fail")
    first = failed.value.hint["en"].splitlines()[0]
    assert first == f"Your code raised ValueError{told}."


ROOTS = Roots(frozenset({"encode"}), frozenset({"epochs", "rate", "size", "big"}))


@contextmanager
def loaded(runtime: Runtime, source: str, call_s: float = 10) -> Iterator[Any]:
    """With the names that a pack would declare."""
    work = Work("only", definitions([source], roots=ROOTS), {}, numbers=ROOTS.numbers)
    end = time.monotonic() + 60
    limits = Limits(wall_s=60, call_s=call_s, memory_mb=512)
    student = SandboxedStudent(runtime, limits, work, end)
    try:
        student.start()
        student.load_definitions()
        yield student
    finally:
        student.close()


def test_numbers_that_the_text_does_not_give_are_those_of_the_module(runtime) -> None:
    source = """
import os
import numpy as np
gpu = os.path.exists("none")
epochs = 10 if gpu else 50
sizes = []
sizes.append(7)
size = np.array(sizes)[0]
class Decay:
    pass
rate = 0.5
rate = Decay()
big = 3
big, path = np.load("parameters.npy")
"""
    with loaded(runtime, source) as student:
        assert student.constants["epochs"] == 50
        assert student.constants["size"] == 7
        assert student.kinds == {"rate": "Decay"}
        assert student.constants["big"] == 3
        assert student.places["epochs"].line == 5


def test_a_number_is_read_before_any_hidden_input_and_never_again(runtime) -> None:
    source = """
epochs = sum(n for n in range(4))
def encode(x):
    global epochs
    epochs = x
"""
    with loaded(runtime, source) as student:
        student.call("encode", 12345)
        student.close()
        student.start()
        student.load_definitions()
        assert student.constants["epochs"] == 6


def test_state_that_takes_for_ever_or_fails_costs_only_itself(runtime) -> None:
    source = """
table, other = {}, []
while True:
    try:
        table["n"] = table.get("n", 0) + 1
    except Exception:
        pass
other.append(1 / 0)
other.append(5)
def encode(x):
    return [other, "n" in table]
"""
    with loaded(runtime, source, call_s=2) as student:
        assert student.call("encode", 1) == [[5], True]
        assert "took more than" in student.failed_blocks[0].evidence
        assert "division" in student.failed_blocks[1].evidence


@pytest.mark.parametrize(
    "answer",
    [
        None,
        7,
        [],
        {},
        {"epochs": "64"},
        {"epochs": [64]},
        {"epochs": None},
        {"epochs": {"type": 5}},
        {"epochs": {"type": "a `b`\n"}},
        {"epochs": {}},
        {"other": 5},
        {"epochs": np.zeros(3)},
    ],
)
def test_what_the_sandbox_says_of_numbers_is_believed_only_in_form(answer) -> None:
    held = Held.of(answer, ["epochs"])
    assert (held.numbers, held.kinds) == ({}, {})
