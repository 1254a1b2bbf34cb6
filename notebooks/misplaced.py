"""Finds a definition that the checks would miss: where it stands, and why it does not count."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import nbformat

from notebooks.magics import plain_python
from notebooks.naming import quoted
from notebooks.parsing import UNPARSABLE, Problem, quietly_parsed
from notebooks.refusals import Refusal, Text
from notebooks.syntax import Definitions, code_cells

_DEFINES = r"(?:class|(?:async[ \t]+)?def)[ \t]+"
_TITLES: Mapping[str, Text] = {
    "markdown": {"en": "Markdown", "ja": "Markdown"},
    "raw": {"en": "raw", "ja": "Raw"},
}


@dataclass(frozen=True)
class Misplaced:
    """A definition that was seen where it is not loaded."""

    kind: str
    name: str
    place: Text
    why: Text  # goes on after "which does not count: "

    @property
    def note(self) -> Text:
        return {
            "en": f"“{self.name}” {self.place['en']}, which does not count:"
            f" {self.why['en']}",
            "ja": f"「{self.name}」は{self.place['ja']}ため、数えられません。{self.why['ja']}",
        }

    @property
    def refusal(self) -> Refusal:
        return Refusal(
            f"definition_{self.kind}",
            en=f"{self.note['en']} Then run the notebook, save, and upload it again.",
            ja=f"{self.note['ja']}その後ノートブックを実行、保存し、もう一度アップロード"
            "してください。",
        )


def missing_names(names: Iterable[str], found: Definitions) -> list[str]:
    """Those of the names that would not be there once the definitions are loaded."""
    return [n for n in names if n not in found.defines or n not in found.names]


def broken_definition(
    names: Sequence[str], cells: Sequence[str], found: Definitions
) -> tuple[str, Problem] | None:
    """The first of the names whose cell is no Python, and what is wrong there."""
    pattern = _pattern(names)
    for problem in found.problems:
        seen = problem.cell and pattern.search(cells[problem.cell - 1])
        if seen:
            return seen[1], problem
    return None


def misplaced(
    names: Sequence[str],
    notebook: nbformat.NotebookNode,
    modules: Mapping[str, str],
    found: Definitions,
) -> Iterator[Misplaced]:
    """Where each of the names was seen, at most once for each; the surest kinds first."""
    left = list(names)
    for look in (_in_modules, _in_text, _in_other_languages, _inside, _in_comments):
        if not left:
            return
        for seen in look(left, notebook, modules):
            if seen.name in left:
                left.remove(seen.name)
                yield seen
    for name in left:
        other = _spelt_otherwise(name, found.defines)
        if other:
            yield _misspelt(name, other)


def _pattern(names: Sequence[str], before: str = r"^[ \t]*") -> re.Pattern[str]:
    either = "|".join(map(re.escape, names)) or r"(?!)"
    return re.compile(f"{before}{_DEFINES}({either})\\b", re.MULTILINE)


def _matches(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """The first match of each name."""
    first: dict[str, re.Match[str]] = {}
    for seen in pattern.finditer(text):
        first.setdefault(seen[1], seen)
    return list(first.values())


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


Look = Callable[
    [Sequence[str], nbformat.NotebookNode, Mapping[str, str]], Iterator[Misplaced]
]


def _in_modules(
    names: Sequence[str], _notebook: nbformat.NotebookNode, modules: Mapping[str, str]
) -> Iterator[Misplaced]:
    pattern = _pattern(names, before="^")
    for module, text in modules.items():
        for seen in _matches(pattern, text):
            name, file = seen[1], quoted(f"{module}.py")
            line = _line(text, seen.start(1))
            yield Misplaced(
                "not_imported",
                name,
                {
                    "en": f"is defined in {file}, line {line}",
                    "ja": f" {file} の {line} 行目で定義されている",
                },
                {
                    "en": "the notebook does not import it by its name. Write"
                    f" “from {quoted(module)} import {name}” into the notebook.",
                    "ja": "ノートブックがその名前を import していません。ノートブックに"
                    f"「from {quoted(module)} import {name}」と書いてください。",
                },
            )


def _in_text(
    names: Sequence[str], notebook: nbformat.NotebookNode, _modules: Mapping[str, str]
) -> Iterator[Misplaced]:
    pattern = _pattern(names)
    for number, cell in enumerate(notebook["cells"], 1):
        title = _TITLES.get(cell["cell_type"])
        if title is None:
            continue
        for seen in _matches(pattern, cell["source"]):
            line = _line(cell["source"], seen.start(1))
            yield Misplaced(
                "in_text",
                seen[1],
                {
                    "en": f"stands in cell {number}, line {line}, a {title['en']} cell",
                    "ja": f"セル {number} の {line} 行目（{title['ja']} セル）に書かれている",
                },
                {
                    "en": "only code cells are run. Turn it into a code cell (select it"
                    " and press Y).",
                    "ja": "実行されるのはコードセルだけです。コードセルに変えてください（セルを"
                    "選んで Y キーを押します）。",
                },
            )


def _in_other_languages(
    names: Sequence[str], notebook: nbformat.NotebookNode, _modules: Mapping[str, str]
) -> Iterator[Misplaced]:
    pattern = _pattern(names)
    for number, cell in enumerate(code_cells(notebook), 1):
        matches = _matches(pattern, cell)
        if not matches or plain_python(cell) is not None:
            continue
        magic = quoted(cell.strip().partition("\n")[0])
        for seen in matches:
            line = _line(cell, seen.start(1))
            yield Misplaced(
                "under_magic",
                seen[1],
                {
                    "en": f"stands in cell {number}, line {line}, under “{magic}”",
                    "ja": f"セル {number} の {line} 行目、「{magic}」の下に書かれている",
                },
                {
                    "en": "a cell that begins so is not run as this notebook's Python."
                    " Take that line out.",
                    "ja": "この行で始まるセルは、ノートブックの Python として実行されません。"
                    "その行を取り除いてください。",
                },
            )


def _inside(
    names: Sequence[str], notebook: nbformat.NotebookNode, _modules: Mapping[str, str]
) -> Iterator[Misplaced]:
    """Definitions within a function, a class, a loop, or a text in quotes."""
    pattern = _pattern(names)
    for number, cell in enumerate(code_cells(notebook), 1):
        text = plain_python(cell)
        matches = _matches(pattern, text) if text else []
        tree = _tree(text or "") if matches else None
        for seen in matches:
            line = _line(text or "", seen.start(1))
            outer = tree and _enclosing(tree, line)
            if outer:
                yield _deep_inside(seen[1], number, line, outer)


def _deep_inside(name: str, cell: int, line: int, outer: Text) -> Misplaced:
    return Misplaced(
        "inside",
        name,
        {
            "en": f"stands in cell {cell}, line {line}, inside {outer['en']}",
            "ja": f"セル {cell} の {line} 行目、{outer['ja']}の中に書かれている",
        },
        {
            "en": "the checks load what is defined at the top level of a cell. Move"
            " it there, without indentation.",
            "ja": "チェックが読み込むのは、セルのトップレベルの定義だけです。インデントなしで"
            "そこに移してください。",
        },
    )


def _tree(text: str) -> ast.Module | None:
    try:
        return quietly_parsed(text)
    except UNPARSABLE:
        return None


def _enclosing(tree: ast.Module, line: int) -> Text | None:
    """What holds the line, as words."""
    for node in tree.body:
        if node.lineno <= line <= (node.end_lineno or node.lineno):
            return _named(node)
    return None


def _named(node: ast.stmt) -> Text:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return {"en": f"the function “{name}”", "ja": f"関数「{name}」"}
        case ast.ClassDef(name=name):
            return {"en": f"the class “{name}”", "ja": f"クラス「{name}」"}
        case ast.Expr() | ast.Assign():
            return {"en": "a text in quotes", "ja": "引用符で囲まれた文字列"}
        case _:
            word = type(node).__name__.lower()
            return {
                "en": f"the “{word}” of line {node.lineno}",
                "ja": f" {node.lineno} 行目の「{word}」",
            }


def _in_comments(
    names: Sequence[str], notebook: nbformat.NotebookNode, _modules: Mapping[str, str]
) -> Iterator[Misplaced]:
    pattern = _pattern(names, before=r"^[ \t]*#[#> \t]*")
    for number, cell in enumerate(code_cells(notebook), 1):
        for seen in _matches(pattern, cell):
            line = _line(cell, seen.start(1))
            yield Misplaced(
                "in_comment",
                seen[1],
                {
                    "en": f"stands in cell {number}, line {line}, in a comment",
                    "ja": f"セル {number} の {line} 行目、コメントの中に書かれている",
                },
                {
                    "en": "a comment is not run. Take the # out.",
                    "ja": "コメントは実行されません。# を取り除いてください。",
                },
            )


def _folded(name: str) -> str:
    return name.replace("_", "").casefold()


def _spelt_otherwise(name: str, defined: Iterable[str]) -> str:
    return next((o for o in sorted(defined) if _folded(o) == _folded(name)), "")


def _misspelt(name: str, other: str) -> Misplaced:
    return Misplaced(
        "misspelt",
        name,
        {
            "en": f"is not there, but “{quoted(other)}” is",
            "ja": f"なく、代わりに「{quoted(other)}」が定義されている",
        },
        {
            "en": f"the checks look for the exact name. Call it “{name}”.",
            "ja": f"チェックは正確な名前で探します。名前を「{name}」にしてください。",
        },
    )
