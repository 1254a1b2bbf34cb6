"""What a student reads about an exception in their code: what, where, and how to mend it."""

import builtins
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import Any

from notebooks.controls import spelt_out
from protocol.texts import Text, lines
from workers.grader import missing, misspelt, removed
from workers.grader.error_lines import meaningful_line
from workers.grader.messages import HIDDEN, without_values
from workers.grader.missing import Available

LIBRARY_ERRORS = frozenset(
    [
        "LinAlgError",
        "AxisError",
        "UFuncTypeError",
        "InvalidArgumentError",
        "ResourceExhaustedError",
        "UnimplementedError",
        "FailedPreconditionError",
        "OperatorNotAllowedInGraphError",
        "StdinNotImplementedError",
    ]
)
NETWORK_ERRORS = frozenset({"URLError", "gaierror", "ConnectionError", "HTTPError"})
_NOT_HERE = {
    "StdinNotImplementedError": missing.no_person,
    **dict.fromkeys(NETWORK_ERRORS, missing.no_network),
}
MIXED = "you cannot mix tensors and non-tensors"  # as Keras says it
_OF_NONE = frozenset({"TypeError", "AttributeError"})
LONGEST_SOURCE_LINE = 160
LONGEST_MESSAGE = 2000
_NO_MODULE = re.compile(r"No module named '([\w.]+)'")
_NO_FILE = re.compile(
    r"No such file or directory: '([^'\n]{1,300})'|^([^'\n]{1,300}) not found\.$"
)
_NO_SCRIPT = re.compile(r"^File `'([^'\n]{1,300})'` not found")
_NOT_OF_OBJECT = re.compile(r"^'(\w+)' object has no attribute '(\w+)'")
_OUTSIDE = re.compile(r"^indices\S* = \S+ is not in \[0, ")  # as TensorFlow says it
_SIZE = re.compile(r"\bshape\b")  # of a tensor, in a line of source
_NUMBER = re.compile(r"(\d+)")
_PATH = r"[\w./\\: ~-]{1,200}"

NOTHING_THERE: Text = {
    "en": "Something that is used there is None: a blank that is not filled in, or what a"
    " function gives back that returns nothing.",
    "ja": "そこで使われている値が None です。空欄が残っているか、何も返さない関数の結果を使って"
    "います。",
}
LENGTH_NOT_KNOWN: Text = {
    "en": "A size that is read there is None: how many there are is not fixed while a network is"
    " built, such as the words of a sentence or the rows of a batch. Leave it to the layers, or"
    " write -1 for it in a reshape.",
    "ja": "そこで読み取っている大きさが None です。文の単語数やバッチの行数のような大きさは、ネットワークを"
    "組み立てるときには決まっていません。層に任せるか、reshape では -1 と書いてください。",
}
NO_SUCH_ROW: Text = {
    "en": "An id is looked up there for which the table, such as an embedding, has no row. Is it"
    " the id that belongs there, and is the table as large as the vocabulary?",
    "ja": "埋め込みなどの表にない番号を引いています。そこで使うべきidですか。表の大きさは語彙の大きさと"
    "同じですか。",
}
ARRAY_AMONG_TENSORS: Text = {
    "en": "A model is called there with an array or a number among tensors, which Keras refuses."
    " Make tensors of all of them first, as `keras.ops.convert_to_tensor` does.",
    "ja": "そこでは、テンソルに配列や数値を混ぜてモデルを呼び出していますが、Keras はこれを受け付けません。"
    "先に `keras.ops.convert_to_tensor` などで、すべてテンソルに変換してください。",
}

_SAID: dict[str, Text] = {
    "attempted relative import with no known parent package": missing.no_package(),
    "EOF when reading a line": missing.no_person(),
    MIXED: ARRAY_AMONG_TENSORS,
}
Place = tuple[str, int]
"""`("cell 4", 2)` or `("helper.py", 2)`."""


@dataclass(frozen=True)
class Raised:
    """An exception as the sandbox described it; its message may hold hidden inputs."""

    kind: str
    message: str = ""
    place: Place | None = None  # a line of the student's own
    source_line: str = ""
    meant: str = (
        ""  # a name of theirs that is spelt almost like the one that is not there
    )

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> "Raised":
        """From the sandbox's answer, which may hold anything. Its place is not taken over."""
        kind, message = content.get("type"), content.get("message")
        return cls(
            kind if isinstance(kind, str) else "",
            message[:LONGEST_MESSAGE] if isinstance(message, str) else "",
        )

    @property
    def is_known(self) -> bool:
        """Whether Python or a library has such an exception; other names could carry inputs."""
        known = getattr(builtins, self.kind, None)
        return self.kind in LIBRARY_ERRORS | NETWORK_ERRORS or (
            isinstance(known, type) and issubclass(known, BaseException)
        )

    @property
    def missing_module(self) -> str:
        found = (
            _NO_MODULE.search(self.message) if "ModuleNotFound" in self.kind else None
        )
        return found[1] if found else ""

    @property
    def missing_file(self) -> str:
        found = _NO_FILE.search(self.message) if "FileNotFound" in self.kind else None
        path = (found[1] or found[2]) if found else ""
        return path.replace("\\\\", "\\")  # as a representation doubles them

    def within(self, source: str, words: Container[str]) -> "Raised":
        """The same without whatever could hold hidden inputs.

        `source` is the student's own, `words` are those in it. A missing module or file is named if
        it is written there.
        """
        message = without_values(self.message, words)
        path = self.missing_file
        doubled = path.replace("\\", "\\\\")
        written = path in source or doubled in source
        if path and re.fullmatch(_PATH, path) and written:
            message = f"No such file or directory: '{path}'"
        key = re.fullmatch(r"'([A-Za-z_]\w{0,60})'", self.message)
        if self.kind == "KeyError" and key and key[1] in words:
            message = self.message
        gone = removed.removed_name(self.message)
        if gone and not message and gone.name.rpartition(".")[2] in words:
            message = gone.as_missed()
        kind = self.kind if self.is_known else ""
        meant = misspelt.meant_name(message, source)
        return replace(self, message=message, kind=kind, meant=meant)

    def in_common(self, other: "Raised") -> "Raised":
        """What is the same of both: so it does not depend on the inputs, which were others."""
        if self.kind != other.kind:
            return Raised("")
        same = self.place == other.place
        return Raised(
            self.kind,
            _in_common(self.message, other.message),
            self.place if same else None,
            self.source_line if same else "",
            self.meant if self.meant == other.meant else "",
        )


def _in_common(one: str, other: str) -> str:
    """The message, with "…" for numbers that differ; "" if more of it differs."""
    mine, theirs = _NUMBER.split(one), _NUMBER.split(other)
    if mine[::2] != theirs[::2]:
        return ""
    return "".join(a if a == b else HIDDEN for a, b in zip(mine, theirs, strict=True))


def cause_of(raised: Raised, available: Available) -> Text:
    """Why it was raised, where that is known, and what to do; else empty."""
    if "FileNotFound" in raised.kind:
        return missing.no_file(raised.missing_file, available)
    if raised.kind in _NOT_HERE:
        return _NOT_HERE[raised.kind]()
    gone = removed.removed_name(raised.message)
    if gone is not None:
        return removed.told(gone)
    if "ModuleNotFound" in raised.kind:
        named, line = raised.missing_module, raised.source_line
        return missing.no_module(named, available, line if named else "")
    if raised.kind == "UsageError":
        return missing.no_magic(raised.message)
    return _told_by_message(raised)


def _told_by_message(raised: Raised) -> Text:
    script = _NO_SCRIPT.match(raised.message)
    if script is not None:
        return missing.no_script(script[1])
    for part, told in _SAID.items():
        if part in raised.message:
            return told
    if _OUTSIDE.search(raised.message):
        return NO_SUCH_ROW
    if raised.kind not in _OF_NONE or "'NoneType'" not in raised.message:
        return {}
    counts = raised.message.startswith("unsupported operand")
    is_size = counts and _SIZE.search(raised.source_line) is not None
    return LENGTH_NOT_KNOWN if is_size else NOTHING_THERE


def _not_found(raised: Raised) -> Text:
    """What the checks asked an object of the student's for, and it has not."""
    found = _NOT_OF_OBJECT.match(raised.message)
    if found is None or raised.place is not None or raised.kind != "AttributeError":
        return {}
    of, name = found.groups()
    return {
        "en": f"The checks use `{name}` of `{of}` by this name: look at how it is spelt,"
        " and whether it is indented as a part of the class.",
        "ja": f"チェックは `{of}` の `{name}` をこの名前で使います。つづりと、クラスの中にある"
        "（字下げされている）ことを確かめてください。",
    }


def hint_of(raised: Raised, available: Available) -> Text:
    """For a student; `raised` must be one of which nothing is hidden (see `within`)."""
    en_place, ja_place = placed(raised.place)
    kind = raised.kind
    en = f"Your code raised {kind or 'an exception'}{en_place}"
    ja = (
        f"コードの実行中に {kind} が発生しました{ja_place}"
        if kind
        else f"コードの実行中に例外が発生しました{ja_place}"
    )
    line = meaningful_line(raised.message)
    told: Text = {
        "en": f"{en}: {line}" if line else f"{en}.",
        "ja": f"{ja}：{line}" if line else f"{ja}。",
    }
    cause = cause_of(raised, available) or misspelt.told(raised.meant)
    cause = cause or _not_found(raised)
    return lines(told, quoted(raised.source_line), cause)


def quoted(source_line: str) -> Text:
    """The line of source, as code."""
    line = spelt_out(source_line.strip().replace("`", "'"))
    if not line:
        return {}
    if len(line) > LONGEST_SOURCE_LINE:
        line = line[:LONGEST_SOURCE_LINE] + "…"
    return {"en": f"The line: `{line}`", "ja": f"該当する行：`{line}`"}


def placed(place: Place | None) -> tuple[str, str]:
    """` (cell 12, line 3)` in English and Japanese."""
    if place is None:
        return "", ""
    where, line = place
    kind, _, number = where.partition(" ")
    if kind == "cell":
        return f" (cell {number}, line {line})", f"（セル {number}、{line} 行目）"
    return f" ({where}, line {line})", f"（{where}、{line} 行目）"
