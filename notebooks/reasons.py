"""Why a line is no Python: what Python says, the line itself, and what helps."""

import re

from notebooks.controls import spelt_out
from notebooks.parse_errors import Problem
from notebooks.python_messages import in_japanese
from notebooks.refusals import Text

_LINE_CHARACTERS = 80
_MESSAGE_CHARACTERS = 200


_BLANKS = " \t\r\n"
_NO_BREAK_SPACES = frozenset("\u00a0\u202f\u2007\u2009\u3000\ufeff\u200b")
_CURLY = frozenset("“”‘’„‚«»＂＇")
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_EMPTY = re.compile(r"[\w.\[\], \t]*[\w\]][ \t]*[-+*/]?=[ \t]*(?:#.*)?$")


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
        "ja": f"{in_japanese(message)}{line_ja}{advice['ja']}",
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
