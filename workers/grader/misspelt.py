"""Names that a student's code uses and nothing defines, spelt almost like one that it does define."""

import difflib
import re

from protocol.texts import Text

_NOT_THERE = re.compile(
    r"^'\w+' object has no attribute '(\w{3,60})'|^name '(\w{3,60})' is not defined"
)
_OF_SELF = re.compile(r"\bself\.(\w+)\s*(?:=(?!=)|,)|\bdef\s+(\w+)")
_NAMES = re.compile(
    r"^[ \t]*(?:(\w+)\s*(?:=(?!=)|,)|(?:def|class)\s+(\w+))|\bas\s+(\w+)",
    re.MULTILINE,
)
_ALIKE = 0.8  # of difflib: "activation_fuction" and "activation_function" are 0.97
MOST_NAMES = 2000


def meant_name(message: str, source: str) -> str:
    """The name of the source that is likely meant by the one that the message misses; "" if none."""
    found = _NOT_THERE.match(message)
    if found is None:
        return ""
    pattern, missed = (_OF_SELF, found[1]) if found[1] else (_NAMES, found[2])
    if not re.search(rf"\b{re.escape(missed)}\b", source):
        return ""
    names: dict[str, None] = {}
    for match in pattern.finditer(source):
        names.update(dict.fromkeys(group for group in match.groups() if group))
        if len(names) > MOST_NAMES:
            break
    names.pop(missed, None)
    return next(iter(difflib.get_close_matches(missed, names, n=1, cutoff=_ALIKE)), "")


def told(name: str) -> Text:
    if not name:
        return {}
    return {
        "en": f"Is `{name}` meant?",
        "ja": f"`{name}` のつもりではありませんか。",
    }
