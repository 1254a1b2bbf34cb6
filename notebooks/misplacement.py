"""Says of a definition that is not loaded where it was seen, and why it does not count."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from notebooks.quoting import quoted
from notebooks.refusals import Refusal, Text

_TITLES: Mapping[str, Text] = {
    "markdown": {"en": "Markdown", "ja": "Markdown"},
    "raw": {"en": "raw", "ja": "Raw"},
}


@dataclass(frozen=True)
class Misplaced:
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


def _in_cell(cell: int, line: int, more: Text) -> Text:
    return {
        "en": f"stands in cell {cell}, line {line}, {more['en']}",
        "ja": f"セル {cell} の {line} 行目、{more['ja']}に書かれている",
    }


def not_imported(name: str, module: str, line: int) -> Misplaced:
    file, statement = quoted(f"{module}.py"), f"from {quoted(module)} import {name}"
    return Misplaced(
        "not_imported",
        name,
        {
            "en": f"is defined in {file}, line {line}",
            "ja": f" {file} の {line} 行目で定義されている",
        },
        {
            "en": "the notebook does not import it by its name. Write"
            f" “{statement}” into the notebook.",
            "ja": "ノートブックがその名前を import していません。ノートブックに"
            f"「{statement}」と書いてください。",
        },
    )


def in_text(name: str, cell: int, line: int, kind: str) -> Misplaced:
    title = _TITLES[kind]
    where = {"en": f"a {title['en']} cell", "ja": f"{title['ja']} セル"}
    return Misplaced(
        "in_text",
        name,
        _in_cell(cell, line, where),
        {
            "en": "only code cells are run. Turn it into a code cell (select it and"
            " press Y).",
            "ja": "実行されるのはコードセルだけです。コードセルに変えてください（セルを選んで"
            " Y キーを押します）。",
        },
    )


def under_magic(name: str, cell: int, line: int, magic: str) -> Misplaced:
    shown = quoted(magic)
    return Misplaced(
        "under_magic",
        name,
        _in_cell(cell, line, {"en": f"under “{shown}”", "ja": f"「{shown}」の下"}),
        {
            "en": "a cell that begins so is not run as this notebook's Python. Take that"
            " line out.",
            "ja": "この行で始まるセルは、ノートブックの Python として実行されません。その行を"
            "取り除いてください。",
        },
    )


def inside(name: str, cell: int, line: int, outer: ast.stmt) -> Misplaced:
    what = _named(outer)
    where = {"en": f"inside {what['en']}", "ja": f"{what['ja']}の中"}
    return Misplaced(
        "inside",
        name,
        _in_cell(cell, line, where),
        {
            "en": "the checks load what is defined at the top level of a cell. Move it"
            " there, without indentation.",
            "ja": "チェックが読み込むのは、セルのトップレベルの定義だけです。インデントなしで"
            "そこに移してください。",
        },
    )


def _named(node: ast.stmt) -> Text:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return {"en": f"the function “{name}”", "ja": f"関数「{name}」"}
        case ast.ClassDef(name=name):
            return {"en": f"the class “{name}”", "ja": f"クラス「{name}」"}
        case _:
            word = type(node).__name__.lower()
            return {
                "en": f"the “{word}” of line {node.lineno}",
                "ja": f"{node.lineno} 行目の「{word}」",
            }


def in_quotes(name: str, cell: int, line: int) -> Misplaced:
    where = {"en": "in a text in quotes", "ja": "引用符で囲まれた文字列の中"}
    return Misplaced(
        "in_quotes",
        name,
        _in_cell(cell, line, where),
        {
            "en": "such a text is not run. Take the quotation marks out.",
            "ja": "文字列は実行されません。引用符を取り除いてください。",
        },
    )


def in_comment(name: str, cell: int, line: int) -> Misplaced:
    return Misplaced(
        "in_comment",
        name,
        _in_cell(cell, line, {"en": "in a comment", "ja": "コメントの中"}),
        {
            "en": "a comment is not run. Take the # out.",
            "ja": "コメントは実行されません。# を取り除いてください。",
        },
    )


def assigned(name: str, cell: int, line: int) -> Misplaced:
    kind = "class" if name[:1].isupper() else "def"
    where = {"en": "as a value that is assigned", "ja": "代入文"}
    return Misplaced(
        "assigned",
        name,
        _in_cell(cell, line, where),
        {
            "en": f"the checks load what is written as “{kind} {name}” at the top level of"
            " a cell. Write it so.",
            "ja": f"チェックが読み込むのは、セルのトップレベルに「{kind} {name}」と書かれた定義です。"
            "そのように書いてください。",
        },
    )


def misspelt(name: str, other: str) -> Misplaced:
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
