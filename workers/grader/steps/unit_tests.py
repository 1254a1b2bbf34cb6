"""Reads what `unittest` printed in a notebook's run."""

import re
from dataclasses import dataclass

from nbformat import NotebookNode

from protocol.texts import Text

MOST_NAMED = 5
_SUMMARY = re.compile(r"^Ran (\d{1,6}) tests? in .*\n+(OK|FAILED)\b", re.MULTILINE)
_PROBLEM = re.compile(r"^(FAIL|ERROR): (\w{1,80})\b", re.MULTILINE)


@dataclass(frozen=True)
class TestRun:
    __test__ = False  # no test of ours

    cell: int
    count: int
    failed: tuple[str, ...]  # an assertion did not hold
    raised: tuple[
        str, ...
    ]  # anything else went wrong, perhaps for another version of a library
    passed: bool

    def told(self) -> Text:
        names = list(dict.fromkeys([*self.failed, *self.raised]))  # subtests repeat one
        more = " …" if len(names) > MOST_NAMED else ""
        shown = ", ".join(f"`{name}`" for name in names[:MOST_NAMED]) + more
        return {
            "en": f"Of its {self.count} unit tests in cell {self.cell} these do not pass: {shown}.",
            "ja": f"セル {self.cell} の単体テスト {self.count} 件のうち、通らないもの：{shown}。",
        }


def last_run(notebook: NotebookNode) -> TestRun | None:
    """The last summary that `unittest` printed; students run their tests again and again."""
    found = None
    for index, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] == "code":
            found = _run_in(index, cell) or found
    return found


def _run_in(index: int, cell: NotebookNode) -> TestRun | None:
    printed = "".join(
        str(output.get("text", ""))
        for output in cell["outputs"]
        if output["output_type"] == "stream"
    )
    summaries = list(_SUMMARY.finditer(printed))
    if not summaries:
        return None
    last = summaries[-1]
    start = summaries[-2].end() if len(summaries) > 1 else 0
    problems = _PROBLEM.findall(printed[start : last.start()])
    return TestRun(
        index,
        int(last[1]),
        tuple(name for kind, name in problems if kind == "FAIL"),
        tuple(name for kind, name in problems if kind == "ERROR"),
        last[2] == "OK",
    )
