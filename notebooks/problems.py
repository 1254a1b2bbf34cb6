"""Says what is wrong with a line that is no Python: where, its text, and what helps."""

import re
from collections.abc import Mapping, Sequence

from notebooks.controls import spelt_out
from notebooks.misplaced import broken_definition
from notebooks.naming import quoted
from notebooks.parsing import Problem
from notebooks.refusals import Refusal, Text
from notebooks.side_files import Written
from notebooks.syntax import Definitions

_LINE_CHARACTERS = 80
_MESSAGE_CHARACTERS = 200
_NOTES_SHOWN = 3
_BLANKS = " \t\r\n"
_NO_BREAK_SPACES = frozenset("\u00a0\u202f\u2007\u2009\u3000\ufeff\u200b")
_CURLY = frozenset("“”‘’„‚«»＂＇")
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_EMPTY = re.compile(r"[\w.\[\], \t]*[\w\]][ \t]*[-+*/]?=[ \t]*(?:#.*)?$")

_IN_JAPANESE = (
    (r"expected ':'", "コロン「:」がありません"),
    (r"invalid syntax", "文法の誤りです"),
    (r"unexpected indent", "余分なインデント（字下げ）があります"),
    (r"expected an indented block", "インデント（字下げ）したブロックが必要です"),
    (r"unindent does not match", "インデント（字下げ）の深さが前の行と合いません"),
    (r"inconsistent use of tabs", "インデントにタブと空白が混ざっています"),
    (r"'(.)' was never closed", "「{}」が閉じられていません"),
    (r"unmatched '(.)'", "対応する開きかっこのない「{}」があります"),
    (r"unterminated .*string literal", "文字列が閉じられていません"),
    (r"Missing parentheses in call to '(\w+)'", "{} の呼び出しにかっこが必要です"),
    (
        r"invalid (?:non-printable )?character .*\(?(U\+\w+)",
        "使えない文字（{}）があります",
    ),
    (r"'return' outside function", "関数の外に return があります"),
    (r"nested too deeply", "入れ子が深すぎます"),
    (r"the cell is too long", "セルが長すぎます"),
    (r"too many statements", "文が多すぎます"),
)


def reason(problem: Problem) -> Text:
    """What Python says, the text of the line, and what helps where the cause is hard to see."""
    line, line_ja = "", ""
    shown = _visible(problem.text.strip(_BLANKS))
    message = _printable(problem.message, _MESSAGE_CHARACTERS)
    if shown:
        line, line_ja = f", in “{shown}”", f"、行の内容：「{shown}」"
    advice = _advice(problem)
    return {
        "en": f"{message}{line}{advice['en']}",
        "ja": f"{_in_japanese(message)}{line_ja}{advice['ja']}",
    }


def _visible(line: str) -> str:
    """The line on one row, in which spaces that are none to Python are spelt out."""
    spelt = "".join(
        f"[U+{ord(char):04X}]" if char in _NO_BREAK_SPACES else char
        for char in line[: _LINE_CHARACTERS + 1].replace("\t", " ")
    )
    return _printable(spelt_out(spelt), _LINE_CHARACTERS)


def _printable(text: str, most: int) -> str:
    plain = "".join(char if char.isprintable() else "�" for char in text[:most])
    return plain + ("…" if len(text) > most else "")


def _in_japanese(message: str) -> str:
    for pattern, words in _IN_JAPANESE:
        found = re.match(pattern, message) or re.search(pattern, message)
        if found:
            return f"{words.format(*found.groups())}：{message}"
    return message


def _advice(problem: Problem) -> Text:
    characters = set(problem.text)
    wide = next((char for char in problem.text if char in _WIDE), "")
    if _EMPTY.match(problem.text):
        return {
            "en": " (nothing stands after the “=”: a blank of the template, perhaps not"
            " the only one; write the value there)",
            "ja": "（「=」の後に値がありません。テンプレートの空欄で、ほかにも残っているかもしれません。"
            "値を書き込んでください）",
        }
    if "character" in problem.message and characters & _NO_BREAK_SPACES:
        return {
            "en": " (a space copied from a web page or a document, which Python does not"
            " take for one: type it again)",
            "ja": "（ウェブページや文書からコピーした特殊な空白です。半角の空白を入力し直して"
            "ください）",
        }
    if "character" in problem.message and characters & _CURLY:
        return {
            "en": " (curly quotes from a document: Python wants the straight ' or \")",
            "ja": "（文書からコピーした引用符です。半角の ' または \" を使ってください）",
        }
    if "character" in problem.message and wide:
        return {
            "en": f" (“{wide}” is a full-width character: type the half-width"
            f" “{_WIDE[wide]}”)",
            "ja": f"（「{wide}」は全角文字です。半角の「{_WIDE[wide]}」を入力してください）",
        }
    return {"en": "", "ja": ""}


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
