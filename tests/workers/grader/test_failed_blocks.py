"""Blocks that could not be loaded, from an answer of the sandbox that may hold anything."""

import pytest

from notebooks.syntax import definitions
from workers.grader.failed_blocks import MOST_FAILED, FailedBlock, failed_blocks
from workers.grader.work import Work

CELLS = ["import numpy as np\n\nRATE = 0.5", "", "def f(x):\n    return x * RATE\n"]
HELPER = b"class Helper:\n    def run(self):\n        return 1\n"


@pytest.fixture
def work():
    return Work("only", definitions(CELLS), {"helper.py": HELPER, "data.csv": b"a,b"})


def test_a_block_is_told_with_its_place(work):
    told = {"type": "ImportError", "message": "x" * 500}
    (failed,) = failed_blocks([{"block": 0, "raised": told}], work)
    assert failed.block is work.definitions.blocks[0]
    assert failed.place == ("cell 1", 1)
    assert failed.evidence.startswith("cell 1, line 1: ImportError: xxx")
    assert len(failed.evidence) == 300


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "text",
        {},
        {"block": 0, "raised": {}},
        [None, 1, "a", []],
        [{"block": 0}],
        [{"raised": {}}],
        [{"block": "0", "raised": {}}],
        [{"block": -1, "raised": {}}],
        [{"block": 99, "raised": {}}],
        [{"block": 0.0, "raised": {}}],
        [{"block": 0, "raised": "text"}],
    ],
)
def test_anything_else_is_no_block(work, answer):
    assert failed_blocks(answer, work) == ()


def test_no_more_blocks_are_kept_than_there_may_be(work):
    answer = [{"block": 0, "raised": {}}] * (MOST_FAILED + 10)
    assert len(failed_blocks(answer, work)) == MOST_FAILED


def test_what_the_sandbox_does_not_say_is_left_open(work):
    block = work.definitions.blocks[0]
    assert FailedBlock(block, {}).evidence == "cell 1, line 1: None: None"


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("cell 1", 1), "import numpy as np"),
        (("cell 1", 3), "RATE = 0.5"),
        (("cell 3", 2), "    return x * RATE"),
        (("helper.py", 2), "    def run(self):"),
        (("cell 3", 0), None),
        (("cell 3", 99), None),
        (("cell 2", 1), None),
        (("data.csv", 1), None),
        (("/etc/passwd", 1), None),
        (("helper.py", -1), None),
    ],
)
def test_only_lines_of_the_students_own_are_quoted(work, place, line):
    assert work.line_at(place) == line
    assert work.own(list(place)) == (place if line is not None else None)


@pytest.mark.parametrize(
    "place", [None, "cell 1", ["cell 1"], ["cell 1", "1"], [1, 1], ["cell 1", 1, 2], {}]
)
def test_a_place_of_another_form_is_none(work, place):
    assert work.own(place) is None


def test_where_something_is_defined_is_known(work):
    assert work.defined_at("f") == ("cell 3", 1)
    assert work.defined_at("run") == ("helper.py", 2)
    assert work.defined_at("Helper") == ("helper.py", 1)
    assert work.defined_at("RATE") is None
    assert work.defined_at("f.*") is None


def test_of_several_definitions_the_last_counts():
    twice = Work("only", definitions(["def f(): return 1", "def f(): return 2"]), {})
    assert twice.defined_at("f") == ("cell 2", 1)


def test_the_words_of_the_work_may_be_repeated(work):
    assert {"numpy", "RATE", "f", "Helper", "run"} <= work.words
    assert not {"data", "0", "csv"} & work.words
