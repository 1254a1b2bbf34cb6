"""What a notebook sends to the worker is never a fault of ours, whatever it is: the run goes on.

Before messages were checked, 28 of these 37 cells ended the step as an incident.
"""

import json
import logging
from pathlib import Path

import nbformat
import pytest

from protocol.rerun import RERUN
from protocol.steps import CheckResult, Outcome, StepReport, Upload
from tests.workers.grader.steps.hostile_cells import CELLS, FLOODS, REPLIES, TOOLS
from tests.workers.packing import GOOD, PACK, notebook, write_pack
from workers.grader import words
from workers.grader.pipeline import train
from workers.packkit.pack import Pack, load_pack
from workers.sandbox.excess import Excess

AFTERWARDS = "print('and ' + 'on')"


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return load_pack(write_pack(tmp_path, training=""))


def run(pack: Pack, *cells: str) -> tuple[StepReport, CheckResult, list[dict]]:
    upload = Upload("mine.ipynb", {"mine.ipynb": notebook(GOOD, *cells)}, "only")
    report = train(pack, upload, lambda _: None, data_folder=None)
    result = next(each for each in report.results if each.check == RERUN)
    executed = json.loads(report.artifacts["executed.ipynb"])
    nbformat.validate(executed)
    return report, result, executed["cells"]


def test_messages_of_no_form_are_passed_over_and_never_logged(
    pack: Pack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    cells = [f"{cell}\nprint('sent')" for cell in CELLS.values()]
    report, result, executed = run(pack, TOOLS, *cells, AFTERWARDS)
    assert result.outcome is Outcome.PASSED, result.hint["en"]
    for name, cell in zip(CELLS, executed[2:], strict=False):
        printed = [o["text"] for o in cell["outputs"] if o["output_type"] == "stream"]
        assert "sent" in "".join(printed), name
    assert "and on" in executed[-1]["outputs"][0]["text"]
    assert len(report.artifacts["executed.ipynb"]) < 40_000
    assert caplog.text == ""


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_in_the_kernels_place_ends_the_run_at_most(
    pack: Pack, name: str
) -> None:
    report, result, executed = run(pack, TOOLS + REPLIES[name], AFTERWARDS)
    assert report.passed
    assert result.outcome in (Outcome.PASSED, Outcome.UNJUDGED)
    if result.outcome is Outcome.UNJUDGED:
        assert "the notebook stops in cell 2" in result.hint["en"]
    assert len(executed) == 3


@pytest.mark.parametrize("name", FLOODS)
def test_more_than_any_kernel_sends_ends_the_run(pack: Pack, name: str) -> None:
    waiting = f"{TOOLS}{FLOODS[name]}\nimport time\ntime.sleep(20)"
    report, result, _ = run(pack, waiting, AFTERWARDS)
    assert report.passed
    assert result.outcome is Outcome.UNJUDGED
    assert words.EXCESS[Excess.MESSAGES]["en"] in result.hint["en"]


LARGE = {
    "one update for all": (
        "from IPython.display import display\n"
        "for _ in range(800):\n    display({'text/plain': 'x'}, raw=True, display_id='a')\n"
        "display({'text/plain': 'y' * 1_000_000}, raw=True, display_id='a', update=True)"
    ),
    "a picture again and again": (
        "from IPython.display import display\n"
        "for _ in range(60):\n    display({'text/plain': 'x' * 300_000}, raw=True, display_id='a')"
    ),
    "a table that grows when it is written": """
deep = '[' * 35 + ','.join(['1e15'] * 90_000) + ']' * 35
for _ in range(12):
    send_text('display_data', '{"data": {"application/json": ' + deep + '}, "metadata": {}}')
""",
    "very many outputs": (
        "from IPython.display import display\n"
        "for n in range(600):\n    display({'text/plain': str(n)}, raw=True)"
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_the_executed_notebook_is_limited_and_says_that_it_was_cut(
    tmp_path: Path, name: str
) -> None:
    limits = PACK.replace("output_kb = 64", "output_kb = 64\nrich_mb = 4")
    pack = load_pack(write_pack(tmp_path, training="", pack=limits))
    report, result, executed = run(pack, TOOLS, LARGE[name], AFTERWARDS)
    assert result.outcome is Outcome.PASSED
    assert "left out" in result.hint["en"]
    assert "省略" in result.hint["ja"]
    assert len(report.artifacts["executed.ipynb"]) < 5_000_000
    cut = executed[2]["outputs"][-1]
    assert cut["text"] == "\n[… the rest of the output was cut]\n"
    assert "and on" in executed[3]["outputs"][0]["text"]
