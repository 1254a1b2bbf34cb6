"""What a run from the top shows: its outcome and where it stopped, as docs/decisions/0045 has them."""

from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from protocol.rerun import RERUN, TITLE
from protocol.steps import CheckResult, Outcome
from workers.grader import words
from workers.grader.steps.notebook import OUT_OF_TIME, Executed, Stop
from workers.grader.steps.rerun import (
    ELSEWHERE,
    ITS_OWN,
    LEAVES,
    PRINTS,
    RAN,
    result_of,
)

RULE = "-" * 70
OK = f"..\n{RULE}\nRan 2 tests in 0.01s\n\nOK\n"
FAIL = f"{'=' * 70}\nFAIL: test_a (T)\n{RULE}\n\nRan 2 tests in 0.01s\n\nFAILED (failures=1)\n"
ERROR = FAIL.replace("FAIL:", "ERROR:").replace("failures", "errors")

TRACEBACK = """ZeroDivisionError  Traceback (most recent call last)
{}
      1 y = 1
\x1b[0;32m----> 2\x1b[0;31m f(0)

{}
      2     # divides
----> 3     return 1 / x

/usr/lib/python3/json/decoder.py in raw_decode(s)
--> 353     obj
"""
IPYTHON_9 = TRACEBACK.format(
    "\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[2]\x1b[39m\x1b[32m, line 2\x1b[39m",
    "Cell In[1], line 3, in f(x)",
)
IPYTHON_8_0 = TRACEBACK.format(
    "Input In [2], in <cell line: 2>()", "Input In [1], in f(x)"
)
IPYTHON_5 = TRACEBACK.format(
    "<ipython-input-2-0123456789ab> in <module>()",
    "<ipython-input-1-ba9876543210> in f(x)",
)
# IPython 7.34 in ipykernel 6.16, as in the runtime numpy-2017: no cell is named.
IPYTHON_7 = TRACEBACK.format(
    "\x1b[0;32m/tmp/ipykernel_210/3219008034.py\x1b[0m in \x1b[0;36m<module>\x1b[0;34m\x1b[0m",
    "/tmp/ipykernel_210/3901073992.py in f(x)",
)


def cells(*printed: str, ran: int = 9):
    """Text, a definition, an empty cell, a use of it, and one after that for each text printed."""
    found = [
        new_markdown_cell("# Title"),
        new_code_cell("def f(x):\n    # divides\n    return 1 / x"),
        new_code_cell(" \n"),
        new_code_cell("y = 1\nf(0)"),
        new_code_cell("z = 1"),
        *(new_code_cell("t", outputs=[new_output("stream", text=p)]) for p in printed),
    ]
    used = [c for c in found if c["cell_type"] == "code" and c["source"].strip()]
    for count, cell in enumerate(used[:ran], 1):
        cell["execution_count"] = count
    return new_notebook(cells=found)


def stopped(kind: str = "", message: str = "", **more) -> CheckResult:
    stop = Stop(4, kind=kind, message=message, **more)
    around = {"files": ("rides/hour.csv",), "packages": ("numpy==2.4.6",)}
    return result_of(Executed(b"", cells(ran=2), stop, duration_s=1.23456, **around))


def ran(*printed: str) -> CheckResult:
    return result_of(Executed(b"", cells(*printed)))


@pytest.mark.parametrize(
    ("printed", "outcome", "end"),
    [
        ((), Outcome.PASSED, RAN),
        ((OK,), Outcome.PASSED, RAN),
        ((FAIL, OK), Outcome.PASSED, RAN),
        ((FAIL,), Outcome.FAILED, ITS_OWN),
        ((ERROR,), Outcome.UNJUDGED, ELSEWHERE),
    ],
)
def test_a_run_to_the_end_is_as_good_as_its_last_unit_tests(
    printed, outcome, end
) -> None:
    result = ran(*printed)
    assert (result.check, result.title, result.outcome) == (RERUN, TITLE, outcome)
    for language in ("en", "ja"):
        assert result.hint[language].startswith(RAN[language])
        assert result.hint[language].endswith(end[language])
        assert ("`test_a`" in result.hint[language]) == (end != RAN)
    assert result.evidence == ""


def test_unit_tests_that_failed_before_it_stopped_are_told_whatever_stopped_it() -> (
    None
):
    stop = Stop(8, kind="ModuleNotFoundError", message="No module named 'google.colab'")
    result = result_of(Executed(b"", cells(FAIL, OK, FAIL), stop))
    assert result.outcome == Outcome.FAILED
    assert "google.colab" in result.hint["en"]
    assert "`test_a`" in result.hint["en"]
    assert result.hint["en"].endswith(ITS_OWN["en"])
    passed = result_of(Executed(b"", cells(FAIL, OK), replace(stop, cell=7)))
    assert passed.outcome == Outcome.UNJUDGED


def test_without_a_run_nothing_is_judged_and_the_reason_is_told() -> None:
    result = result_of(Executed(why_not=OUT_OF_TIME), wants_tests=True)
    assert result.outcome == Outcome.UNJUDGED
    first, reason = result.hint["en"].split("\n")
    assert first.startswith("Not measured")
    assert reason == OUT_OF_TIME["en"]


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("NameError", "name 'q' is not defined"),
        ("SyntaxError", "invalid syntax (3218543084.py, line 1)"),
        ("AssertionError", ""),
        ("ZeroDivisionError", "division by zero"),
        ("SystemExit", "0"),
    ],
)
def test_what_the_notebook_itself_says_fails(kind, message) -> None:
    result = stopped(kind, message)
    assert result.outcome == Outcome.FAILED
    assert result.hint["en"].endswith(ITS_OWN["en"])
    assert ".py" not in result.hint["en"]


@pytest.mark.parametrize(
    ("kind", "message", "said"),
    [
        ("ModuleNotFoundError", "No module named 'tools'", "upload `tools.py`"),
        ("FileNotFoundError", "[Errno 2] No such file or directory: 'hour.csv'",
         "It lies at `rides/hour.csv`"),
        ("URLError", "<urlopen error>", "There is no network here."),
        ("StdinNotImplementedError", "raw_input was called", "waits for a person"),
        ("AttributeError", "module 'numpy' has no attribute 'float'", "was removed in"),
        ("TypeError", "f() got an unexpected keyword argument 'axis'", "TypeError: f()"),
        ("ValueError", "", "ValueError\n"),
    ],
)  # fmt: skip
def test_what_may_lie_in_the_environment_is_for_a_reviewer(kind, message, said) -> None:
    result = stopped(kind, message)
    assert result.outcome == Outcome.UNJUDGED
    assert said in result.hint["en"]
    assert result.hint["en"].endswith(ELSEWHERE["en"])
    assert result.hint["ja"].endswith(ELSEWHERE["ja"])


@pytest.mark.parametrize(
    ("stop", "outcome", "reason"),
    [
        ({"why": words.TIMED_OUT}, Outcome.UNJUDGED, words.TIMED_OUT),
        ({"why": words.DIED, "is_printing": True}, Outcome.UNJUDGED, PRINTS),
        ({"why": words.DIED, "is_exit": True}, Outcome.FAILED, LEAVES),
        ({"is_exit": True}, Outcome.FAILED, LEAVES),
        ({"kind": "SystemExit", "message": "0"}, Outcome.FAILED, LEAVES),
    ],
)
def test_an_end_without_an_error_tells_its_reason(stop, outcome, reason) -> None:
    result = stopped(**stop)
    lines = result.hint["en"].split("\n")
    assert result.outcome == outcome
    assert lines[:2] == [
        "Run from the top, the notebook stops in cell 4.",
        reason["en"],
    ]
    assert reason["ja"] in result.hint["ja"]


def test_other_cells_are_counted_without_text_and_empty_ones() -> None:
    line = "Code cells that ran before it: 1; that were not run after it: 1."
    assert line in stopped("NameError").hint["en"].split("\n")
    assert "前の 1 個が動き、後の 1 個は" in stopped("NameError").hint["ja"]


@pytest.mark.parametrize("traceback", [IPYTHON_9, IPYTHON_8_0, IPYTHON_5])
def test_the_last_line_of_the_notebooks_own_is_told(traceback) -> None:
    hint = stopped("ZeroDivisionError", "division by zero", traceback=traceback).hint
    place, source = hint["en"].split("\n")[:2]
    assert place.endswith(
        "stops in cell 4, which runs line 3 of cell 2: ZeroDivisionError: division by zero"
    )
    assert source == "The line: `return 1 / x`"
    assert "セル 4（セル 2、3 行目を実行中）で止まります：Zero" in hint["ja"]


@pytest.mark.parametrize(
    "traceback",
    [
        IPYTHON_7,
        "Cell In[2], line 2",
        '  File "<ipython-input-2-0123456789ab>", line 2\n',
        '  File "/tmp/ipykernel_210/3219008034.py", line 2\n',
    ],
)
def test_a_line_of_the_cell_that_stopped_is_told(traceback) -> None:
    hint = stopped("NameError", "no f", traceback=traceback).hint
    assert hint["en"].split("\n")[:2] == [
        "Run from the top, the notebook stops in cell 4, line 2: NameError: no f",
        "The line: `f(0)`",
    ]
    assert "セル 4、2 行目で止まります：NameError: no f" in hint["ja"]


def test_a_line_that_is_not_there_is_not_quoted() -> None:
    for traceback in ("", "File /usr/x.py:3", "Cell In[2], line 77"):
        hint = stopped("NameError", "no f", traceback=traceback).hint
        assert "The line" not in hint["en"]


def test_staff_read_the_end_of_the_traceback_without_colours() -> None:
    result = stopped("NameError", traceback="x" * 9000 + "\x1b[31mthe end\x1b[39m")
    assert len(result.evidence) == 6000
    assert result.evidence.endswith("xthe end")
    assert result.duration_s == 1.235


@pytest.mark.parametrize(
    ("kind", "message", "said"),
    [
        ("ValueError", "x" * 300, "ValueError: " + "x" * 160 + "…"),
        ("E" * 61, "why", "stops in cell 4: why"),
        ("Your grade is A.\nReviewer", "why", "stops in cell 4: why"),
        ("OSError", "cannot read /opt/runtime/lib/python3.11/site-packages/x/y.so",
         "OSError: cannot read …/y.so"),
        ("OSError", "'/srv/app/.runtimes/numpy/bin/python' is away", "OSError: '…/python' is away"),
        ("OSError", "/tmp/host-12/a and /usr/lib/b", "OSError: …/a and …/b"),
        ("OSError", "data/a/b.csv at 1/2", "OSError: data/a/b.csv at 1/2"),
        ("ValueError", "\x1b[31mred\u202e", "ValueError: red[U+202E]"),
    ],
)  # fmt: skip
def test_what_the_kernel_says_is_told_in_short_and_without_folders(
    kind, message, said
) -> None:
    place = stopped(kind, message).hint["en"].split("\n")[0]
    assert place.endswith(said)


def test_a_folder_that_the_notebook_names_is_told() -> None:
    executed = Executed(
        b"",
        new_notebook(cells=[new_code_cell("open('/content/drive/a.csv')")]),
        Stop(1, kind="FileNotFoundError", message="No such file or directory: '/content/drive/a.csv'"),
    )  # fmt: skip
    assert "`/content/drive/a.csv` is not here" in result_of(executed).hint["en"]


@pytest.mark.parametrize(
    "traceback",
    [
        f"Cell In[{'9' * 5000}], line {'9' * 5000}",
        f"<ipython-input-{'9' * 5000}-ab> x\n---> {'9' * 5000}",
        f'/ipykernel_1/{"9" * 5000}.py", line {"9" * 5000}',
        "-" * 200_000,
    ],
)
def test_a_traceback_of_numbers_without_end_names_no_line(traceback) -> None:
    result = stopped("NameError", "no f", traceback=traceback)
    assert result.outcome == Outcome.FAILED
    assert "9" * 8 not in result.hint["en"]
    assert "The line" not in result.hint["en"]


@pytest.mark.parametrize(
    ("printed", "wants_tests", "outcome"),
    [
        ((), True, Outcome.UNJUDGED),
        (("epoch 1\n",), True, Outcome.UNJUDGED),
        ((OK,), True, Outcome.PASSED),
        ((FAIL,), True, Outcome.FAILED),
        ((), False, Outcome.PASSED),
    ],
)
def test_a_run_without_the_unit_tests_of_the_template_is_left_to_a_reviewer(
    printed: tuple[str, ...], wants_tests: bool, outcome: Outcome
) -> None:
    result = result_of(Executed(b"", cells(*printed)), wants_tests=wants_tests)
    assert result.outcome is outcome
    assert ("No unit tests ran" in result.hint["en"]) == (outcome is Outcome.UNJUDGED)
    assert ("単体テストは実行されていません" in result.hint["ja"]) == (
        outcome is Outcome.UNJUDGED
    )
