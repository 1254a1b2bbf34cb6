"""Which line of the notebook's own was running when its run from the top stopped."""

import ast
import re
from dataclasses import dataclass, replace

from nbformat import NotebookNode

from workers.grader.steps.notebook import Stop

_FRAMES = (
    re.compile(r"(?:Cell|Input) In ?\[(\d{1,7})\](?:, line (\d{1,7}))?"),
    re.compile(r"<ipython-input-(\d{1,7})-\w{1,80}>(?:\", line (\d{1,7}))?"),
    re.compile(r"/ipykernel_\d{1,9}/\d{1,20}\.py()(?:\", line (\d{1,7})| in <module>)"),
)
"""As IPython 8 and later say it, as older ones do, and as IPython 7 does in ipykernel 6."""
_ARROW = re.compile(r"^-{1,20}> ?(\d{1,7})", re.MULTILINE)
_ANSI = re.compile(r"\x1b\[[\d;]*m")
_RAISED = re.compile(r"^(\w{1,60}): (.{0,400})$", re.ASCII)
_HANDLER = re.compile(r"\s*(?:except|finally|else)\b")
_LEAVES = re.compile(
    r"^[^#]*(?:\b(?:exit|quit|_exit|abort|SystemExit|do_shutdown)\b|\bunittest\.main\(|\bos\.kill\()"
)
_ENDS = re.compile(r"^[^#\n]*\bos\.(?:_exit|abort|kill|execv\w{0,2})\(", re.MULTILINE)
NOT_RAISED = "NoneType"
"""What ipykernel names an exception that came while the value of a cell was being shown."""


@dataclass(frozen=True)
class Where:
    cell: int
    line: int  # 0: not known
    source: str


def where(cells: NotebookNode, stop: Stop) -> Where:
    """The last line of the notebook's own that was running."""
    number, line = _last_frame(_ANSI.sub("", stop.traceback))
    cell = stop.cell
    for index, other in enumerate(cells["cells"][: stop.cell], 1):
        if number and other.get("execution_count") == number:
            cell = index
    source = cells["cells"][cell - 1]["source"]
    return _at(cell, _within_try(source, line), source)


def leaving_line(cells: NotebookNode, stop: Stop) -> Where:
    """The line of the cell that ends Python; IPython tells none. Of several, none is named."""
    source = cells["cells"][stop.cell - 1]["source"]
    found = [n for n, text in enumerate(source.split("\n"), 1) if _LEAVES.search(text)]
    return _at(stop.cell, found[0] if len(found) == 1 else 0, source)


def ends_python(cell: NotebookNode) -> bool:
    """Whether a line of it calls what ends the process at once."""
    return _ENDS.search(cell["source"]) is not None


def shown(stop: Stop) -> Stop:
    """The same with the exception that its traceback ends with, if it came while showing a value."""
    lines = _ANSI.sub("", stop.traceback).strip().split("\n")
    found = _RAISED.match(lines[-1])
    if stop.kind != NOT_RAISED or found is None:
        return stop
    return replace(stop, kind=found[1], message=found[2])


def _at(cell: int, line: int, source: str) -> Where:
    written = source.split("\n")
    return Where(cell, line, written[line - 1] if 0 < line <= len(written) else "")


def _within_try(source: str, line: int) -> int:
    """Python 3.11 names the line of a handler that did not match; what raised stands before it."""
    written = source.split("\n")
    if not 0 < line <= len(written) or not _HANDLER.match(written[line - 1]):
        return line
    try:
        tries = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Try)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return 0
    bodies = [n.body for n in tries if line in {h.lineno for h in n.handlers}]
    return bodies[0][0].lineno if bodies and len(bodies[0]) == 1 else 0


def _last_frame(traceback: str) -> tuple[int | None, int]:
    """Execution count, if it is told, and line; IPython before version 8 shows that by an arrow."""
    found = next(filter(None, (list(f.finditer(traceback)) for f in _FRAMES)), None)
    if found is None:
        return None, 0
    last = found[-1]
    arrow = _ARROW.search(traceback, last.end())
    line = last[2] or (arrow[1] if arrow else "0")
    return int(last[1]) if last[1] else None, int(line)
