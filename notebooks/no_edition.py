"""The refusal of work in which the names that tell its edition are not found."""

import difflib
import re
from collections.abc import Collection, Sequence

import nbformat

from notebooks.definitions import Definitions
from notebooks.problems import place
from notebooks.reasons import reason
from notebooks.refusals import Refusal, Text
from notebooks.signatures import Edition, NotebookSignature

_ALIKE = 0.8  # of difflib: "epoch" and "epochs" are 0.91


def no_edition(
    project: NotebookSignature, notebook: nbformat.NotebookNode, found: Definitions
) -> Refusal:
    """Names what is missing for each edition, and where one of those names was seen."""
    names = {n for one in project.editions for n in _missing(one, found)}
    lines = [_lines(edition, found) for edition in project.editions]
    where = _seen(sorted(names), notebook, found)
    return Refusal(
        "no_edition",
        en="One thing is missing: what tells which version of the project this is. A code"
        f" cell has to hold, at its top level, {_either([' and '.join(x) for x in lines])}."
        f"{where['en']} Run the notebook, save, and upload it again.",
        ja="どの版のプロジェクトかを示す行がありません。コードセルのトップレベルに、次の"
        f"{'どれか' if len(lines) > 1 else '行'}が必要です："
        f"{'、または '.join(' と '.join(x) for x in lines)}。{where['ja']}"
        "実行、保存して、もう一度アップロードしてください。",
    )


def _missing(edition: Edition, found: Definitions) -> list[str]:
    assigned = [name for name in edition.assigns if name not in found.assigned]
    return assigned + [name for name in edition.imports if name not in found.imports]


def _lines(edition: Edition, found: Definitions) -> list[str]:
    """What is missing, as one would write it."""
    return [
        f"`import {name}`" if name in edition.imports else f"`{name} = …`"
        for name in _missing(edition, found)
    ]


def _either(groups: Sequence[str]) -> str:
    *others, last = groups
    return f"{', '.join(others)} or {last}" if others else last


def _seen(
    names: Sequence[str], notebook: nbformat.NotebookNode, found: Definitions
) -> Text:
    """Where one of them stands, or a name that is spelt almost like it."""
    pattern = _pattern(names)
    cells = notebook["cells"]
    for problem in found.problems:
        if problem.cell and pattern.search(cells[problem.cell - 1]["source"]):
            at, why = place(problem, {}), reason(problem)
            return {
                "en": f" {at['en']} does not read as Python: {why['en']}.",
                "ja": f"{at['ja']}が Python として読めません（{why['ja']}）。",
            }
    for number, cell in enumerate(cells, 1):
        seen = cell["cell_type"] != "code" and pattern.search(cell["source"])
        if seen:
            return {
                "en": f" “{seen[1]}” stands in cell {number}, which is no code cell.",
                "ja": f"「{seen[1]}」はセル {number} にありますが、コードセルではありません。",
            }
    return _misspelt(names, found)


def _misspelt(names: Collection[str], found: Definitions) -> Text:
    for name in sorted(found.assigned.intersection(found.places)):
        meant = difflib.get_close_matches(name, names, n=1, cutoff=_ALIKE)
        place = found.places[name]
        if meant and not place.file:
            return {
                "en": f" Cell {place.cell}, line {place.line} assigns `{name}`: is"
                f" `{meant[0]}` meant?",
                "ja": f"セル {place.cell} の {place.line} 行目に `{name}` への代入があります。"
                f"`{meant[0]}` のつもりではありませんか。",
            }
    return {"en": "", "ja": ""}


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    either = "|".join(map(re.escape, names)) or r"(?!)"
    return re.compile(rf"^[ \t]*({either})\b[^=\n]*=(?!=)", re.MULTILINE)
