"""Notes and refusals for code that is no Python: where it stands, and why."""

from collections.abc import Mapping, Sequence

from notebooks.definitions import Definitions
from notebooks.misplaced import broken_definition
from notebooks.parse_errors import Problem
from notebooks.quoting import quoted
from notebooks.reasons import reason
from notebooks.refusals import Refusal, Text
from notebooks.written_files import Written

_NOTES_SHOWN = 3


def place(problem: Problem, written: Mapping[str, Written]) -> Text:
    """The cell or file, and the line. For a file that a cell writes, the line of the cell."""
    source = written.get(problem.file)
    if source is not None and source.first_line:
        line = source.first_line + problem.line - 1
        return _in_cell(source.cell, line)
    if not problem.file:
        return _in_cell(problem.cell, problem.line)
    name = quoted(problem.file)
    return {
        "en": f"{name}, line {problem.line}",
        "ja": f"{name} の {problem.line} 行目",
    }


def _in_cell(cell: int, line: int) -> Text:
    return {"en": f"Cell {cell}, line {line}", "ja": f"セル {cell} の {line} 行目"}


def problem_notes(
    problems: Sequence[Problem], written: Mapping[str, Written]
) -> list[Text]:
    notes: list[Text] = []
    for problem in problems[:_NOTES_SHOWN]:
        where, why = place(problem, written), reason(problem)
        notes.append(
            {
                "en": f"{where['en']} does not read as Python: {why['en']}. It is left"
                " out of the checks.",
                "ja": f"{where['ja']}が Python として読めないため、チェックの対象から"
                f"外します（{why['ja']}）。",
            }
        )
    return notes


def refuse_broken(
    wanted: Sequence[str],
    cells: Sequence[str],
    found: Definitions,
    written: Mapping[str, Written],
) -> None:
    """Refuses if a module that is imported, or the cell of a wanted name, is no Python."""
    for problem in found.problems:
        if problem.file and problem.file.removesuffix(".py") in found.imports:
            raise _broken_module(problem, written)
    broken = broken_definition(wanted, cells, found)
    if broken is not None:
        raise broken_cell(*broken)


def _broken_module(problem: Problem, written: Mapping[str, Written]) -> Refusal:
    name, why = quoted(problem.file), reason(problem)
    where = place(problem, written)
    return Refusal(
        "module_syntax_error",
        en=f"“{name}” does not read as Python. {where['en']}: {why['en']}. Correct it,"
        " run the notebook, and upload again.",
        ja=f"「{name}」が Python として読めません。{where['ja']}：{why['ja']}。直して"
        "ノートブックを実行し、もう一度アップロードしてください。",
    )


def broken_cell(name: str, problem: Problem) -> Refusal:
    where, why = place(problem, {}), reason(problem)
    return Refusal(
        "definition_syntax_error",
        en=f"The cell that defines “{name}” does not read as Python. {where['en']}:"
        f" {why['en']}. Correct it, run the notebook, save, and upload again.",
        ja=f"「{name}」を定義しているセルが Python として読めません。{where['ja']}："
        f"{why['ja']}。直して実行、保存し、もう一度アップロードしてください。",
    )


def nothing_parses(problem: Problem) -> Refusal:
    where, why = place(problem, {}), reason(problem)
    return Refusal(
        "nothing_parses",
        en=f"None of the code reads as Python. {where['en']}, is the first place:"
        f" {why['en']}. Correct it, run the notebook, save, and upload again.",
        ja=f"Python として読めるコードがありません。最初の箇所は{where['ja']}です"
        f"（{why['ja']}）。直して実行、保存し、もう一度アップロードしてください。",
    )
