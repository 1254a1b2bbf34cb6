"""Which part of an exception's message a student may read.

While hidden checks ask, a message may hold their inputs: `KeyError: 17`, `ValueError: [0.3 1.2]`. So it
is shown only if it has one of the FORMS of Python, NumPy, pandas, TensorFlow and Keras, and of what
stands in a form's gaps only this: names that stand in the student's own source or that every library
has, shapes, sizes and counts. Everything else in a gap becomes "…", and any other message is left out.
"""

import builtins
import re
from collections.abc import Container
from functools import cache

from workers.grader.error_lines import meaningful_line
from workers.grader.message_forms import FORMS, LIBRARY_NAMES

HIDDEN = "…"
EVERYWHERE = frozenset(dir(builtins)) | LIBRARY_NAMES

_DIMENSION = r"(?:\d{1,5}|None|\?)"
_GAPS = {
    "name": r"[A-Za-z_][\w.]{0,99}",
    "names": r"'[A-Za-z_]\w{0,60}'(?:(?:, | and |, and )'[A-Za-z_]\w{0,60}')*",
    "count": r"-?\d{1,3}",
    "size": r"\d{1,7}",
    "shape": rf"[(\[]{_DIMENSION}?(?:, ?{_DIMENSION}){{0,6}},?[)\]]",
    "operator": r"[^\w\s'\"]{1,3}(?: or pow\(\))?",
    "dtype": r"(?:dtype\('[<>|=]?\w{1,12}'\)|[a-z]{3,10}\d{0,3})",
    "value": r".*?",
}
_SAFE = frozenset({"count", "size", "shape", "operator", "dtype"})
_GAP = re.compile(r"<(\w+)>")
_WORD = re.compile(r"[A-Za-z_]\w*")
_NUMBER_OF_LAYER = re.compile(r"_\d{1,3}$")


def without_values(message: str, words: Container[str]) -> str:
    """The meaningful line without anything that may be hidden; "" if its form is not known.

    `words`: those of the student's own source.
    """
    line = meaningful_line(message)
    for pattern in _patterns():
        found = pattern.fullmatch(line)
        if found:
            return _shown(found, words)
    return ""


def _shown(found: re.Match[str], words: Container[str]) -> str:
    shown, at = "", 0
    for number, (gap, text) in enumerate(found.groupdict().items(), 1):
        start, end = found.span(number)
        shown += found.string[at:start] + _filled(
            gap.partition("_")[0], text or "", words
        )
        at = end
    return shown + found.string[at:]


def _filled(gap: str, text: str, words: Container[str]) -> str:
    if gap in _SAFE:
        return text
    if gap == "value":
        return HIDDEN

    def known(word: re.Match[str]) -> str:
        plain = _NUMBER_OF_LAYER.sub("", word[0])  # a second Dense is "dense_1"
        known = word[0] in words or plain in EVERYWHERE or word[0] == "and"
        return word[0] if known else HIDDEN

    return _WORD.sub(known, text)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(map(_pattern, FORMS))


def _pattern(form: str) -> re.Pattern[str]:
    parts = _GAP.split(form.replace("<and>", "and"))
    pattern = "".join(
        f"(?P<{part}_{n}>{_GAPS[part]})" if n % 2 else re.escape(part)
        for n, part in enumerate(parts)
    )
    return re.compile(pattern + r"\.?")
