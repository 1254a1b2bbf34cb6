"""Which line is told of a cell in which a run from the top stopped."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from protocol.steps import Outcome
from workers.grader import words
from workers.grader.steps.notebook import Executed, Stop, why_ended
from workers.grader.steps.rerun import ITS_OWN, LEAVES, SHOWS, TESTS_LEAVE, result_of
from workers.sandbox.excess import Excess

TOO_MUCH = words.EXCESS[Excess.MESSAGES]
TRIED = """n = 0
try:
    n = int(input("how many? "))
except EOFError:
    n = 5
finally:
    print(n)"""


def hint(source: str, **stop) -> tuple[Outcome, list[str]]:
    """Of a notebook with another cell before and after."""
    cells = [new_code_cell(text) for text in ("x = 1", source, "y = 2")]
    for count, cell in enumerate(cells, 1):
        cell["execution_count"] = count
    executed = Executed(b"", new_notebook(cells=cells), Stop(2, **stop))
    result = result_of(executed)
    assert len(result.hint["ja"].split("\n")) == len(result.hint["en"].split("\n"))
    return result.outcome, result.hint["en"].split("\n")


def asked(source: str, line: int) -> list[str]:
    message = "raw_input was called, but this frontend does not support input requests."
    kind, traceback = "StdinNotImplementedError", f"Cell In[2], line {line}"
    return hint(source, kind=kind, message=message, traceback=traceback)[1]


def test_a_handler_that_did_not_match_is_not_the_line_that_raised() -> None:
    place, quoted, why = asked(TRIED, 4)[:3]
    assert place == "Run from the top, the notebook stops in cell 2, line 3."
    assert quoted == 'The line: `n = int(input("how many? "))`'
    assert "waits for a person" in why


def test_no_line_is_told_where_several_may_have_raised() -> None:
    both = TRIED.replace("    n = int", "    print(n)\n    n = int")
    assert asked(both, 5)[0] == "Run from the top, the notebook stops in cell 2."
    assert asked("%cd x\n" + TRIED, 5)[0].endswith("stops in cell 2.")


@pytest.mark.parametrize(
    ("source", "line", "told"),
    [
        ("import sys\nsys.exit('no data')", 2, LEAVES),
        ("# exit() is not called\nquit()", 2, LEAVES),
        ("import unittest\nunittest.main()", 2, TESTS_LEAVE),
        ("if a:\n    exit()\nelse:\n    quit()", 0, LEAVES),
        ("stop()", 0, LEAVES),
    ],
)
def test_the_line_that_ends_python_is_told_if_it_is_the_only_one(
    source: str, line: int, told: dict[str, str]
) -> None:
    for stop in ({"is_exit": True}, {"kind": "SystemExit", "message": "0"}):
        outcome, lines = hint(source, **stop)
        assert outcome is Outcome.FAILED
        place = f"cell 2, line {line}." if line else "cell 2."
        assert lines[0] == f"Run from the top, the notebook stops in {place}"
        quoted = (
            [f"The line: `{source.splitlines()[line - 1].strip()}`"] if line else []
        )
        assert lines[1 : 2 + len(quoted)] == [*quoted, told["en"]]
        assert lines[-1] == ITS_OWN["en"]


@pytest.mark.parametrize("said", ["no data", "データがありません"])
def test_what_the_student_says_when_leaving_is_told(said: str) -> None:
    lines = hint("import sys\nsys.exit(t)", kind="SystemExit", message=said)[1]
    assert lines[0].endswith(f"cell 2, line 2: SystemExit: {said}")


@pytest.mark.parametrize(
    "call", ["os._exit(1)", "os.kill(os.getpid(), 9)", "os.abort()"]
)
def test_a_process_that_the_cell_itself_ended_did_not_die_of_the_environment(
    call,
) -> None:
    outcome, lines = hint(f"import os\n{call}", why=words.DIED)
    assert outcome is Outcome.FAILED
    assert LEAVES["en"] in lines
    outcome, lines = hint(f"import os\n# {call}", why=words.DIED)
    assert outcome is Outcome.UNJUDGED
    assert words.DIED["en"] in lines


def test_what_is_made_of_nothing_typed_is_told_as_such() -> None:
    message = "invalid literal for int() with base 10: ''"
    source = "import sys\nn = int(sys.stdin.readline())"
    lines = hint(source, kind="ValueError", message=message)[1]
    assert any("waits for a person" in line for line in lines)
    lines = hint("n = int('')", kind="ValueError", message=message)[1]
    assert not any("waits for a person" in line for line in lines)


def test_an_exception_while_a_value_is_shown_is_told_as_it_was() -> None:
    """Ipykernel names it "NoneType: None"."""
    traceback = "TypeError\nFileNotFoundError: No such file or directory: 'net.png'"
    stop = {"kind": "NoneType", "message": "None", "traceback": traceback}
    _, lines = hint("Image('net.png')", **stop)
    assert "FileNotFoundError: No such file" in lines[0]
    assert any(line.startswith("The file `net.png` is not here.") for line in lines)
    stop["traceback"] = "nothing that can be read"
    assert hint("Image('net.png')", **stop)[1][0].endswith("NoneType: None")


def test_a_cell_that_shows_more_than_is_taken_is_told_to_end_or_to_show_less() -> None:
    cell = new_code_cell("while True:\n    display(x)")
    executed = Executed(b"", new_notebook(cells=[cell]), Stop(1, TOO_MUCH))
    assert TOO_MUCH["en"] in result_of(executed).hint["en"]
    cell["outputs"] = [new_output("stream", text="0")]
    result = result_of(executed)
    assert (result.outcome, SHOWS["en"] in result.hint["en"]) == (
        Outcome.UNJUDGED,
        True,
    )
    assert TOO_MUCH["en"] not in result.hint["en"]


def test_a_misspelt_name_is_told_and_stays_the_notebooks_own_fault() -> None:
    source = "train_features = 3\nprint(train_feature)"
    message = "name 'train_feature' is not defined"
    outcome, lines = hint(source, kind="NameError", message=message)
    assert outcome is Outcome.FAILED
    assert "Is `train_features` meant?" in lines


@pytest.mark.parametrize(
    ("excess", "ago", "why"),
    [
        (Excess.WALL, 1.0, words.STILL_PRINTING),
        (Excess.WALL, 60.0, words.EXCESS[Excess.WALL]),
        (Excess.MEMORY, 1.0, words.EXCESS[Excess.MEMORY]),
        (None, 1.0, words.DIED),
    ],
)
def test_a_cell_that_the_watchdog_ended_while_it_drew_is_told_so(
    excess, ago, why
) -> None:
    assert why_ended(excess, ago) == why
