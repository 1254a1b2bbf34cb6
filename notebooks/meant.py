"""Side files whose names a browser or an editor changed: `my_answers (1).py`, `My_Answers.py.txt`."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from notebooks.imported import INSTALLED
from notebooks.quoting import quoted
from notebooks.refusals import Text

_IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)
_ENDINGS = re.compile(r"(?:\.py|\.txt)+$", re.IGNORECASE)
_COPY = re.compile(r"[ _-]*(?:\(\d+\)|-? ?copy|- コピー|のコピー)$", re.IGNORECASE)
_BLANKS = re.compile(r"[ -]+")


def with_meant(
    files: Mapping[str, bytes], cells: Sequence[str]
) -> tuple[dict[str, bytes], tuple[Text, ...]]:
    """The files, of which each that can only be a module that the notebook imports has its name.

    Only where that module did not come under its own name, and one file alone may be it.
    """
    candidates = defaultdict(list)
    for path in files:
        name = _meant_by(path)
        if name:
            candidates[name].append(path)
    if not candidates:
        return dict(files), ()
    names: dict[str, str] = {}
    imported = {name for cell in cells for name in _IMPORT.findall(cell)}
    for module in sorted(imported - INSTALLED):
        found = candidates.get(module.casefold(), [])
        whole = f"{module}.py"
        if len(found) == 1 and whole not in files and found[0] not in names:
            names[found[0]] = whole
    kept = {names.get(path, path): data for path, data in files.items()}
    return kept, tuple(_note(path, name) for path, name in names.items())


def _meant_by(path: str) -> str:
    """The module that the file may be, in lower case; "" if it can be none."""
    ending = _ENDINGS.search(path)
    if ending is None or "/" in path:
        return ""
    stem = _COPY.sub("", path[: ending.start()])
    return _BLANKS.sub("_", stem).casefold()


def _note(path: str, name: str) -> Text:
    return {
        "en": f"The notebook imports from {quoted(name)}, so “{quoted(path)}” is kept under"
        " that name.",
        "ja": f"ノートブックが {quoted(name)} を読み込むため、「{quoted(path)}」をその名前で"
        "保存しました。",
    }
