"""Tells what a notebook's run from the top showed, as the result of one check: one story.

It fails no step, since only a person can tell whether a stop matters: a traceback in a scratch cell
above good work is untidy and nothing more. See docs/decisions/0045.
"""

import re
from dataclasses import dataclass

from nbformat import NotebookNode

from notebooks.controls import spelt_out
from notebooks.terminal import readable
from protocol.rerun import RERUN, TITLE
from protocol.steps import CheckResult, Outcome
from protocol.texts import Text, lines
from workers.grader import words
from workers.grader.error_lines import meaningful_line
from workers.grader.missing import Available
from workers.grader.raised import Raised, cause_of, quoted
from workers.grader.steps import unit_tests
from workers.grader.steps.notebook import Executed, Stop
from workers.grader.steps.unit_tests import TestRun
from workers.sandbox.excess import Excess

OWN_ERRORS = frozenset(
    [
        "NameError",
        "UnboundLocalError",
        "SyntaxError",
        "IndentationError",
        "TabError",
        "AssertionError",
        "ZeroDivisionError",
        "RecursionError",
        "SystemExit",
    ]
)
"""Raised by what the notebook itself says; others may come from another version of a library."""

EXPLAINED = frozenset({"SystemExit", "StdinNotImplementedError"})
"""What is said of them says all; the message would not help."""

LONGEST_MESSAGE = 160
_NAME = re.compile(r"[A-Za-z_]\w{0,59}", re.ASCII)
_PATH = re.compile(r"(?<![\w.…])/(?:[\w.+@~-]{1,100}/){1,20}([\w.+@~-]{1,100})")
_FILE_OF_CELL = re.compile(r" \(\d+\.py, line \d+\)$")
_ANSI = re.compile(r"\x1b\[[\d;]*m")
_FRAMES = (
    re.compile(r"(?:Cell|Input) In ?\[(\d{1,7})\](?:, line (\d{1,7}))?"),
    re.compile(r"<ipython-input-(\d{1,7})-\w{1,80}>(?:\", line (\d{1,7}))?"),
    re.compile(r"/ipykernel_\d{1,9}/\d{1,20}\.py()(?:\", line (\d{1,7})| in <module>)"),
)
"""As IPython 8 and later say it, as older ones do, and as IPython 7 does in ipykernel 6."""
_ARROW = re.compile(r"^-{1,20}> ?(\d{1,7})", re.MULTILINE)

NOT_RUN: Text = {
    "en": "Not measured: the notebook was not run from the top.",
    "ja": "判定していません。ノートブックの通し実行を行いませんでした。",
}
ELSEWHERE: Text = {
    "en": "This may lie in the environment here and does not count against you. A reviewer"
    " looks at the outputs that you handed in.",
    "ja": "ここの環境が原因かもしれないため、不利には扱いません。提出された出力をレビュアーが確認します。",
}
ITS_OWN: Text = {
    "en": "This lies in the notebook itself. A reviewer decides how much it matters; to be sure,"
    " restart the kernel and run all cells before you hand in.",
    "ja": "原因はノートブック自体にあります。どの程度の問題かはレビュアーが判断します。"
    "提出前にカーネルを再起動し、すべてのセルを実行して確認してください。",
}
DECIDES: Text = {
    "en": "A reviewer decides how much it matters, and looks at the outputs that you handed in.",
    "ja": "どの程度の問題かは、提出された出力も見て、レビュアーが判断します。",
}
PRINTS: Text = {
    "en": "The cell went on printing until it was stopped: look for a loop that does not end.",
    "ja": "このセルは止められるまで出力し続けました。終わらないループがないか確認してください。",
}
LEAVES: Text = {
    "en": "The cell ends Python, by exit(), quit() or sys.exit(). Take the call out.",
    "ja": "このセルが exit()、quit()、sys.exit() のいずれかで Python を終了させました。呼び出しを消してください。",
}
RAN: Text = {
    "en": "All cells ran, one after the other.",
    "ja": "すべてのセルが順に動きました。",
}
NO_TESTS: Text = {
    "en": "No unit tests ran in it: the cells with the template's tests are missing, or print no"
    " result.",
    "ja": "単体テストは実行されていません。テンプレートのテストのセルがないか、結果が出力されていません。",
}
CUT: Text = {
    "en": "It printed or drew more than is kept here; the rest was left out of the notebook"
    " as it ran.",
    "ja": "保存できる量を超える出力があったため、実行済みノートブックでは残りを省略しました。",
}


@dataclass(frozen=True)
class Where:
    cell: int
    line: int  # 0: not known
    source: str


def result_of(executed: Executed, *, wants_tests: bool = False) -> CheckResult:
    """`wants_tests`: the template runs unit tests, so a run without any shows too little."""
    outcome, hint = _found(executed, wants_tests=wants_tests)
    return CheckResult(
        RERUN,
        TITLE,
        outcome,
        hint,
        evidence=_ANSI.sub("", executed.stop.traceback)[-6000:]
        if executed.stop
        else "",
        duration_s=round(executed.duration_s, 3),
    )


def _found(executed: Executed, *, wants_tests: bool) -> tuple[Outcome, Text]:
    cells = executed.cells
    if cells is None:
        return Outcome.UNJUDGED, lines(NOT_RUN, executed.why_not)
    tests = unit_tests.last_run(cells)
    if executed.stop is not None:
        return _stopped(cells, executed.stop, executed, tests)
    ran = lines(RAN, CUT) if executed.was_cut else RAN
    if tests is None and wants_tests:
        return Outcome.UNJUDGED, lines(ran, NO_TESTS, DECIDES)
    if tests is None or tests.passed:
        return Outcome.PASSED, ran
    return Outcome.FAILED if tests.failed else Outcome.UNJUDGED, lines(
        ran, tests.told(), ITS_OWN if tests.failed else ELSEWHERE
    )


def _stopped(
    cells: NotebookNode, stop: Stop, executed: Executed, tests: TestRun | None
) -> tuple[Outcome, Text]:
    """Unit tests that had failed before it stopped are the notebook's own, whatever stopped it."""
    available = Available(executed.packages, executed.files)
    raised = _told(stop, cells)
    cause = cause_of(raised, available) if stop.kind else {}
    failed = tests.told() if tests is not None and tests.failed else {}
    own = bool(failed) or stop.is_exit or (not cause and stop.kind in OWN_ERRORS)
    where = _where(cells, stop)
    return Outcome.FAILED if own else Outcome.UNJUDGED, lines(
        _place(stop, where, raised),
        quoted(where.source),
        cause or _reason(stop),
        _progress(cells, stop),
        failed,
        ITS_OWN if own else DECIDES if _sent_too_much(stop) else ELSEWHERE,
    )


def _sent_too_much(stop: Stop) -> bool:
    return stop.is_printing or stop.why == words.EXCESS[Excess.MESSAGES]


def _reason(stop: Stop) -> Text:
    if stop.is_exit or stop.kind == "SystemExit":
        return LEAVES
    return PRINTS if stop.is_printing else stop.why


def _told(stop: Stop, cells: NotebookNode) -> Raised:
    """The exception as a hint may tell it: a name, a short line, and no folder of this machine.

    The kernel says what it likes, and hints are read as our words.
    """
    kind = stop.kind if _NAME.fullmatch(stop.kind) else ""
    source = "\n".join(cell["source"] for cell in cells["cells"])

    def shortened(path: re.Match[str]) -> str:
        return path[0] if path[0] in source else f"…/{path[1]}"

    line = _FILE_OF_CELL.sub("", meaningful_line(stop.message))
    shown = spelt_out(readable(_PATH.sub(shortened, line)))
    cut = "…" if len(shown) > LONGEST_MESSAGE else ""
    return Raised(kind, shown[:LONGEST_MESSAGE] + cut)


def _place(stop: Stop, where: Where, raised: Raised) -> Text:
    told = f"{raised.kind}: {raised.message}".strip(": ")
    said = "" if raised.kind in EXPLAINED else told
    en, ja = f"cell {stop.cell}", f"セル {stop.cell} "
    if where.line and where.cell == stop.cell:
        en, ja = f"{en}, line {where.line}", f"セル {stop.cell}、{where.line} 行目"
    elif where.line:
        en = f"{en}, which runs line {where.line} of cell {where.cell}"
        ja = f"セル {stop.cell}（セル {where.cell}、{where.line} 行目を実行中）"
    return {
        "en": f"Run from the top, the notebook stops in {en}{f': {said}' if said else '.'}",
        "ja": f"最初から通して実行すると、{ja}で止まります{f'：{said}' if said else '。'}",
    }


def _where(cells: NotebookNode, stop: Stop) -> Where:
    """The last line of the notebook's own that was running."""
    number, line = _last_frame(_ANSI.sub("", stop.traceback))
    cell = stop.cell
    for index, other in enumerate(cells["cells"][: stop.cell], 1):
        if number and other.get("execution_count") == number:
            cell = index
    written = cells["cells"][cell - 1]["source"].split("\n")
    return Where(cell, line, written[line - 1] if 0 < line <= len(written) else "")


def _last_frame(traceback: str) -> tuple[int | None, int]:
    """Execution count, if it is told, and line; IPython before version 8 shows that by an arrow."""
    found = next(filter(None, (list(f.finditer(traceback)) for f in _FRAMES)), None)
    if found is None:
        return None, 0
    last = found[-1]
    arrow = _ARROW.search(traceback, last.end())
    line = last[2] or (arrow[1] if arrow else "0")
    return int(last[1]) if last[1] else None, int(line)


def _progress(cells: NotebookNode, stop: Stop) -> Text:
    """How many cells of code ran before, and how many did not run after."""
    code = [
        index
        for index, cell in enumerate(cells["cells"], 1)
        if cell["cell_type"] == "code" and cell["source"].strip()
    ]
    before = sum(index < stop.cell for index in code)
    after = sum(index > stop.cell for index in code)
    return {
        "en": f"Code cells that ran before it: {before}; that were not run after it: {after}.",
        "ja": f"ほかのコードセルは、前の {before} 個が動き、後の {after} 個は実行されていません。",
    }
