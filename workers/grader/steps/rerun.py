"""Tells what a notebook's run from the top showed, as the result of one check: one story.

It fails no step, since only a person can tell whether a stop matters: a traceback in a scratch cell
above good work is untidy and nothing more. See docs/decisions/0045.
"""

import re
from dataclasses import replace

from nbformat import NotebookNode

from notebooks.controls import spelt_out
from notebooks.terminal import readable
from protocol.rerun import RERUN, TITLE
from protocol.steps import CheckResult, Outcome
from protocol.texts import Text, lines
from workers.grader import misspelt, words
from workers.grader.error_lines import meaningful_line
from workers.grader.missing import Available, no_person
from workers.grader.raised import Raised, cause_of, quoted
from workers.grader.steps import unit_tests
from workers.grader.steps.notebook import Executed, Stop
from workers.grader.steps.stopped_at import (
    Where,
    ends_python,
    leaving_line,
    shown,
    where,
)
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

EXPLAINED = frozenset({"StdinNotImplementedError"})
"""What is said of it says all; the message would not help."""

LONGEST_MESSAGE = 160
_NAME = re.compile(r"[A-Za-z_]\w{0,59}", re.ASCII)
_PATH = re.compile(r"(?<![\w.…])/(?:[\w.+@~-]{1,100}/){1,20}([\w.+@~-]{1,100})")
_FILE_OF_CELL = re.compile(r" \(\d+\.py, line \d+\)$")
_ANSI = re.compile(r"\x1b\[[\d;]*m")
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
SHOWS: Text = {
    "en": "The cell printed and drew more than is taken here, and was stopped: look for a loop that"
    " does not end, or show less at a time.",
    "ja": "このセルは受け取れる量を超えて出力や表示をしたため、止められました。終わらないループがないか確認するか、"
    "一度に表示する量を減らしてください。",
}
LEAVES: Text = {
    "en": "The cell ends Python, as exit(), quit(), sys.exit() and os._exit() do. Take the call out.",
    "ja": "このセルが exit()、quit()、sys.exit()、os._exit() のような呼び出しで Python を終了させました。"
    "呼び出しを消してください。",
}
TESTS_LEAVE: Text = {
    "en": "`unittest.main()` ends Python when its tests are done. In a notebook, write"
    " `unittest.main(argv=[''], exit=False)`.",
    "ja": "`unittest.main()` はテストが終わると Python を終了させます。ノートブックでは"
    " `unittest.main(argv=[''], exit=False)` と書いてください。",
}
RAN: Text = {
    "en": "All cells ran, one after the other.",
    "ja": "すべてのセルが順に動きました。",
}
NO_TESTS: Text = {
    "en": "No unit tests ran in it: the cells with the template's tests are missing, or print no"
    " result. Put them back, from the starter. Before a reviewer takes this attempt you can withdraw"
    " it and hand in the whole notebook.",
    "ja": "単体テストは実行されていません。テンプレートのテストのセルがないか、結果が出力されていません。"
    "スターターからテストのセルを戻してください。レビュアーが担当する前なら、この提出を取り下げ、"
    "全体を入れたノートブックを提出し直せます。",
}
CUT: Text = {
    "en": "It printed or drew more than is kept here; the rest was left out of the notebook"
    " as it ran.",
    "ja": "保存できる量を超える出力があったため、実行済みノートブックでは残りを省略しました。",
}


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
    stop = shown(stop)
    is_exit = stop.is_exit or stop.kind == "SystemExit" or _ended_itself(cells, stop)
    at = leaving_line(cells, stop) if is_exit else where(cells, stop)
    raised = replace(_told(stop, cells), source_line=at.source)
    cause = _leaving(at) if is_exit else _cause(raised, executed, cells, stop)
    failed = tests.told() if tests is not None and tests.failed else {}
    own = bool(failed) or is_exit or (not cause and stop.kind in OWN_ERRORS)
    return Outcome.FAILED if own else Outcome.UNJUDGED, lines(
        _place(stop, at, raised),
        quoted(at.source),
        cause or misspelt.told(raised.meant) or _reason(cells, stop),
        _progress(cells, stop),
        failed,
        ITS_OWN if own else DECIDES if _sent_too_much(stop) else ELSEWHERE,
    )


def _sent_too_much(stop: Stop) -> bool:
    return stop.is_printing or stop.why == words.EXCESS[Excess.MESSAGES]


def _reason(cells: NotebookNode, stop: Stop) -> Text:
    if stop.is_printing:
        return PRINTS
    outputs = cells["cells"][stop.cell - 1].get("outputs")
    return SHOWS if outputs and _sent_too_much(stop) else stop.why


def _ended_itself(cells: NotebookNode, stop: Stop) -> bool:
    """Whether the process died in a cell that ends it, as `os._exit()` does."""
    return stop.why == words.DIED and ends_python(cells["cells"][stop.cell - 1])


def _leaving(at: Where) -> Text:
    return TESTS_LEAVE if "unittest.main(" in at.source else LEAVES


def _cause(raised: Raised, executed: Executed, cells: NotebookNode, stop: Stop) -> Text:
    if not stop.kind:
        return {}
    cause = cause_of(raised, Available(executed.packages, executed.files))
    # Nobody types, so what is read is empty; the exception comes from what is made of it.
    reads = "sys.stdin" in cells["cells"][stop.cell - 1]["source"]
    return cause or (no_person() if reads else {})


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
    meant = misspelt.meant_name(line, source)
    return Raised(kind, shown[:LONGEST_MESSAGE] + cut, meant=meant)


def _says_nothing(raised: Raised) -> bool:
    """`SystemExit: no data` says something, `SystemExit: 0` and `SystemExit: True` do not."""
    if raised.kind == "SystemExit":
        return raised.message in {"", "True", "False", "None"} or not re.search(
            r"[^\W\d]", raised.message
        )
    return raised.kind in EXPLAINED


def _place(stop: Stop, at: Where, raised: Raised) -> Text:
    told = f"{raised.kind}: {raised.message}".strip(": ")
    said = "" if _says_nothing(raised) else told
    en, ja = f"cell {stop.cell}", f"セル {stop.cell} "
    if at.line and at.cell == stop.cell:
        en, ja = f"{en}, line {at.line}", f"セル {stop.cell}、{at.line} 行目"
    elif at.line:
        en = f"{en}, which runs line {at.line} of cell {at.cell}"
        ja = f"セル {stop.cell}（セル {at.cell}、{at.line} 行目を実行中）"
    return {
        "en": f"Run from the top, the notebook stops in {en}{f': {said}' if said else '.'}",
        "ja": f"最初から通して実行すると、{ja}で止まります{f'：{said}' if said else '。'}",
    }


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
