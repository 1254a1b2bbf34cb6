"""Finds a notebook that was saved under another name, such as `.ipynb.json` or none."""

from collections.abc import Container, Iterable, Mapping
from itertools import chain, count

from notebooks.encodings import in_utf8
from notebooks.file_kinds import ARCHIVES, KEPT, NOTEBOOK, suffix
from notebooks.limits import IntakeLimits
from notebooks.quoting import quoted
from notebooks.reading import has_cells, parse_document
from notebooks.refusals import Refusal, Text

PEEKED = 64
"""As many bytes tell whether a file may be JSON at all."""

ZIP_BEGINS = b"PK\x03\x04"
_TEXT = frozenset({".json", ".txt"})
_EXPORTS = (KEPT | ARCHIVES) - _TEXT
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def has_notebook(names: Iterable[str]) -> bool:
    return any(suffix(name) == NOTEBOOK for name in names)


def may_be_notebook(data: bytes) -> bool:
    """Whether a file that begins with these bytes may be a notebook."""
    return in_utf8(data).removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"{")


def is_notebook(data: bytes) -> bool:
    if not may_be_notebook(data[:PEEKED]):
        return False
    if b'"cells"' not in in_utf8(data):
        return False
    try:
        return has_cells(parse_document(data))
    except Refusal:
        return False


def is_zip(name: str, data: bytes) -> bool:
    """Whether it is a zip, by its name or, under any other, by how it begins."""
    return data.startswith(ZIP_BEGINS) or (
        suffix(name) == ".zip" and not is_notebook(data)
    )


def zip_note(name: str) -> tuple[Text, ...]:
    """What is told of a zip that has another name."""
    if suffix(name) == ".zip":
        return ()
    return (
        {
            "en": f"“{quoted(name)}” is a zip by its content, so it was opened as one.",
            "ja": f"「{quoted(name)}」は中身が zip のため、zip として開きました。",
        },
    )


def is_named_like_one(path: str) -> bool:
    """Whether `.ipynb` stands in the name, followed by what no export of a notebook has."""
    name = path.rpartition("/")[2].lower()
    return NOTEBOOK in name[1:] and suffix(name) not in _EXPORTS


def renamed(
    files: Mapping[str, bytes], limits: IntakeLimits
) -> tuple[dict[str, bytes], tuple[Text, ...]]:
    """The files, in which what is a notebook by its content has the name of one, and notes.

    Files are looked into only when none has the name of a notebook.
    """
    if has_notebook(files):
        return dict(files), ()
    found = [path for path, data in files.items() if is_notebook(data)]
    found = found or [path for path in files if is_named_like_one(path)]
    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in found:
        names[path] = _notebook_name(path, taken, limits)
        taken.add(names[path].casefold())
    notes = tuple(_note(path, name) for path, name in names.items())
    return {names.get(path, path): data for path, data in files.items()}, notes


def _notebook_name(path: str, taken: Container[str], limits: IntakeLimits) -> str:
    """Without the old ending; with it, or else with a number, where another has that name."""
    folder, slash, name = path.rpartition("/")
    at = name.lower().find(NOTEBOOK)
    ending = suffix(name)
    stem = name[: -len(ending)] if ending in KEPT | ARCHIVES else name
    if at > 0:
        stem = name[:at]
    most = min(limits.name_characters, limits.path_characters - len(folder + slash))
    marks = chain(("", ending), (f"-{number}" for number in count(2)))
    fitting = (
        f"{folder}{slash}{stem[: max(1, most - len(mark + NOTEBOOK))]}{mark}{NOTEBOOK}"
        for mark in marks
    )
    return next(name for name in fitting if name.casefold() not in taken)


def _note(path: str, name: str) -> Text:
    kept = name.rpartition("/")[2]
    return {
        "en": f"“{quoted(path)}” is a notebook by its content, so it is kept as"
        f" “{quoted(kept)}”.",
        "ja": f"「{quoted(path)}」は中身がノートブックのため、「{quoted(kept)}」として"
        "保存しました。",
    }
