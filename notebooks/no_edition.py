"""The refusal of work in which the names that tell its edition are not found."""

import re
from collections.abc import Sequence

import nbformat

from notebooks.problems import place, reason
from notebooks.recognise import Edition, NotebookSignature
from notebooks.refusals import Refusal, Text
from notebooks.syntax import Definitions


def no_edition(
    project: NotebookSignature, notebook: nbformat.NotebookNode, found: Definitions
) -> Refusal:
    """Names what is missing for each edition, and where one of those names was seen."""
    missing = [_missing(edition, found) for edition in project.editions]
    groups = [", ".join(names) for names in missing]
    where = _seen({n for names in missing for n in names}, notebook, found)
    return Refusal(
        "no_edition",
        en="The notebook could not be matched to an edition of this project. At the top"
        f" level of a cell it still has to assign or import: {'; or '.join(groups)}."
        f" {where['en']}".rstrip(),
        ja="ノートブックがこのプロジェクトのどの版にあたるか判別できません。セルのトップレベルで、"
        f"次の代入または import が必要です：{'；または '.join(groups)}。{where['ja']}",
    )


def _missing(edition: Edition, found: Definitions) -> list[str]:
    assigned = [name for name in edition.assigns if name not in found.assigned]
    return assigned + [name for name in edition.imports if name not in found.imports]


def _seen(names: set[str], notebook: nbformat.NotebookNode, found: Definitions) -> Text:
    pattern = _pattern(sorted(names))
    cells = notebook["cells"]
    for problem in found.problems:
        if problem.cell and pattern.search(cells[problem.cell - 1]["source"]):
            at, why = place(problem, {}), reason(problem)
            return {
                "en": f"{at['en']} does not read as Python: {why['en']}.",
                "ja": f"{at['ja']}が Python として読めません（{why['ja']}）。",
            }
    for number, cell in enumerate(cells, 1):
        seen = cell["cell_type"] != "code" and pattern.search(cell["source"])
        if seen:
            return {
                "en": f"“{seen[1]}” stands in cell {number}, which is no code cell.",
                "ja": f"「{seen[1]}」はセル {number} にありますが、コードセルではありません。",
            }
    return {"en": "", "ja": ""}


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    either = "|".join(map(re.escape, names)) or r"(?!)"
    return re.compile(rf"^[ \t]*({either})\b[^=\n]*=(?!=)", re.MULTILINE)
