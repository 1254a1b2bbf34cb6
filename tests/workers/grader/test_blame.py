"""What a check meets when the student's code raises, or lacks what it is asked for."""

import pytest

from notebooks.syntax import definitions
from workers.grader import words
from workers.grader.blame import EVIDENCE_CHARACTERS, Blame
from workers.grader.failed_blocks import failed_blocks
from workers.grader.student_errors import Raising, Unloaded
from workers.grader.work import Work
from workers.sandbox.excess import Excess

BLAME = Blame(Work("epochs", definitions(["class Net: pass"]), {}), (), ())
LACKS = {
    "type": "AttributeError",
    "message": "'Net' object has no attribute 'weights_input_to_hidden'",
}


def test_a_name_that_the_checks_ask_for_is_told_though_the_student_never_wrote_it():
    told = BLAME.error(LACKS, asked="weights_input_to_hidden").hint
    assert "The checks use `weights_input_to_hidden` of `Net`" in told["en"]
    assert "`Net` の `weights_input_to_hidden`" in told["ja"]


@pytest.mark.parametrize("asked", ["run", ""])
def test_another_name_that_the_student_never_wrote_is_not(asked):
    assert "weights" not in BLAME.error(LACKS, asked=asked).hint["en"]


CELLS = [
    "import absent\nlimit = absent.load()",
    "def double(x):\n    return x * limit\n",
    "class Net:\n    def run(self, x):\n        return double(x)\n",
]
MISSING = {"type": "ModuleNotFoundError", "message": "No module named 'absent'"}


@pytest.fixture
def blame():
    """Of a notebook whose first cell could not be loaded, with a file beside it."""
    work = Work("only", definitions(CELLS), {"a.csv": b"1"})
    failed = failed_blocks([{"block": 0, "raised": MISSING}], work)
    return Blame(work, ("numpy",), failed)


def undefined(name, kind="NameError"):
    return {
        "type": kind,
        "message": f"name '{name}' is not defined",
        "place": ["cell 2", 2],
        "traceback": "Traceback: hidden input 4711",
    }


def test_a_name_of_a_block_that_was_not_loaded_is_told_with_its_cause(blame):
    error = blame.error(undefined("absent"), asked="double")
    assert isinstance(error, Unloaded)
    assert error.cause == blame.cause_of(blame.failed[0])
    assert "cell 1, line 1" in error.cause["en"]
    assert "absent" in error.cause["en"]
    assert "4711" in str(error)


@pytest.mark.parametrize(
    "content",
    [
        undefined("elsewhere"),
        undefined("x"),
        undefined("absent", kind="KeyError"),
        {**undefined("absent"), "message": "absent"},
    ],
)
def test_any_other_exception_is_the_code_s_own(blame, content):
    error = blame.error(content, asked="double")
    assert isinstance(error, Raising)
    assert error.raised.place == ("cell 2", 2)
    assert error.raised.source_line.strip() == "return x * limit"
    assert "4711" not in error.hint["en"]


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("MemoryError", words.EXCESS[Excess.MEMORY]),
        ("KeyboardInterrupt", words.TIMED_OUT),
    ],
)
def test_what_ends_for_its_memory_or_time_is_told_so_and_not_as_an_exception(
    blame, kind, hint
):
    error = blame.error({"type": kind, "place": ["cell 2", 2]}, asked="double")
    assert not isinstance(error, Raising)
    assert (error.hint, str(error)) == (hint, kind)


@pytest.mark.parametrize(
    ("kind", "place", "told"),
    [
        ("TypeError", None, ("cell 2", 1)),
        ("ValueError", None, None),
        ("TypeError", ["cell 3", 3], ("cell 3", 3)),
        ("TypeError", ["cell 99", 1], ("cell 2", 1)),
    ],
)
def test_wrong_arguments_are_told_at_the_definition_and_only_they(
    blame, kind, place, told
):
    content = {"type": kind, "message": "", "place": place}
    assert blame.error(content, asked="double").raised.place == told


def test_of_long_evidence_the_end_is_kept(blame):
    content = {**undefined("x"), "traceback": "begin" + "x" * EVIDENCE_CHARACTERS}
    assert str(blame.error(content, asked="")) == "x" * EVIDENCE_CHARACTERS
