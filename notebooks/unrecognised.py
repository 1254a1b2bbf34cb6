"""The refusal of a notebook in which nothing of what the project asks for is defined.

It says what comes nearest: a cell that was to define it and is no Python, another name, a name that is
only assigned or only used.
"""

import ast
import difflib
import re
from collections.abc import Iterator, Sequence

from notebooks import misplacement
from notebooks.definitions import Definitions
from notebooks.magics import plain_python
from notebooks.parse_errors import UNPARSABLE, Problem, quietly_parsed
from notebooks.problems import broken_cell
from notebooks.refusals import Refusal, Text
from notebooks.signatures import NotebookSignature
from notebooks.statements import Kind

_ALIKE = 0.8  # of difflib: "NeuralNet" and "NeuralNetwork" are 0.82
_NOTHING: Text = {"en": "", "ja": ""}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def unrecognised(
    project: NotebookSignature, cells: Sequence[str], found: Definitions
) -> Refusal:
    broken = _meant_to_define(project.defines, cells, found)
    if broken is not None:
        return broken_cell(*broken)
    for name in project.defines:
        place = found.places.get(name)
        if name in found.assigned and place is not None and not place.file:
            return misplacement.assigned(name, place.cell, place.line).refusal
    for name in project.defines:
        other = _alike(name, found)
        if other:
            return misplacement.misspelt(name, other).refusal
    return _refusal(project, _used(project.defines, cells))


def _meant_to_define(
    names: Sequence[str], cells: Sequence[str], found: Definitions
) -> tuple[str, Problem] | None:
    """The first cell that is no Python and holds one of the names behind a first word or `class`."""
    for name in names:
        spaced = _HUMP.sub(r"[\\W_]?", re.escape(name))
        pattern = re.compile(
            rf"(?:\b(?:class|def)\b|^[^\w\n]*\w+)[^\w\n=(.,]+{spaced}\b", re.MULTILINE
        )
        for problem in found.problems:
            if problem.cell and pattern.search(cells[problem.cell - 1]):
                return name, problem
    return None


def _alike(name: str, found: Definitions) -> str:
    """A definition of the same kind with almost the same name; tests of it are none."""
    kind = Kind.CLASS if name[:1].isupper() else Kind.FUNCTION
    others = [
        other
        for block in found.blocks
        if block.kind is kind
        for other in block.names
        if "test" not in other.casefold()
    ]
    meant = difflib.get_close_matches(name, others, n=1, cutoff=_ALIKE)
    return meant[0] if meant else ""


def _used(names: Sequence[str], cells: Sequence[str]) -> Text:
    """Where one of the names is used for the first time."""
    for number, cell in enumerate(cells, 1):
        for node in _read_names(plain_python(cell) or "", names):
            place = f"cell {number}, line {node.lineno}"
            return {
                "en": f" `{node.id}` is used in {place}, but no cell defines it: perhaps the"
                " cell was deleted, or emptied.",
                "ja": f"セル {number} の {node.lineno} 行目で `{node.id}` を使っていますが、"
                "定義しているセルがありません。セルを消したか、空にしたのかもしれません。",
            }
    return _NOTHING


def _read_names(text: str, names: Sequence[str]) -> Iterator[ast.Name]:
    if not any(name in text for name in names):
        return
    try:
        tree = quietly_parsed(text)
    except UNPARSABLE:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names:
            yield node


def _refusal(project: NotebookSignature, used: Text) -> Refusal:
    title = project.title
    names = ", ".join(project.defines) or ", ".join(project.imports)
    return Refusal(
        "unrecognised",
        en=f"This does not look like the notebook of “{title['en']}”: none of these is"
        f" defined in it: {names}.{used['en']} Check that you picked the right file.",
        ja=f"「{title.get('ja', title['en'])}」のノートブックではないようです。次のどれも定義されて"
        f"いません：{names}。{used['ja']}ファイルを確かめてください。",
    )
