"""The .py files beside a notebook: those sent with it, and those that its cells write."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from notebooks.limits import IntakeLimits
from notebooks.naming import (
    ARCHIVES,
    KEPT,
    NOTEBOOK,
    enumerated,
    is_hidden,
    quoted,
    safe_name,
    suffix,
)
from notebooks.refusals import Refusal, Text
from notebooks.unpacking import too_many_files

_MAGICS = ("%%writefile", "%%file")
_APPENDING = ("-a", "--append")
_WRITABLE = KEPT - ARCHIVES - {NOTEBOOK}
_NAMED = 5


@dataclass(frozen=True)
class Written:
    """A file that cells write with `%%writefile` when the notebook is run."""

    name: str
    cell: int  # the last one that starts it anew, counted from 1
    text: str
    first_line: int  # of the text within the cell; 0 if several cells wrote it


def written_files(cells: Sequence[str], limits: IntakeLimits) -> dict[str, Written]:
    """The files that the cells write beside the notebook, by name."""
    starts: dict[str, tuple[int, int]] = {}
    parts: dict[str, list[str]] = {}
    for number, cell in enumerate(cells, 1):
        whole = cell.replace("\r\n", "\n")
        first, _, body = whole.lstrip().partition("\n")
        name, appends = _target(first, limits)
        if not name:
            continue
        if appends and name in parts:
            parts[name].append(f"{body}\n")
        elif name in parts or len(parts) < limits.files:
            blank = whole[: len(whole) - len(whole.lstrip())].count("\n")
            starts[name] = (number, blank + 2)
            parts[name] = [f"{body}\n"]
    return {
        name: Written(name, cell, "".join(parts[name]), line * (len(parts[name]) == 1))
        for name, (cell, line) in starts.items()
    }


def _target(line: str, limits: IntakeLimits) -> tuple[str, bool]:
    """The file's name and whether it is appended to; "" if it is no file beside the notebook."""
    magic, _, rest = line.partition(" ")
    if magic not in _MAGICS:
        return "", False
    try:
        given = shlex.split(rest[: limits.path_characters])
    except ValueError:  # a quotation mark that is not closed
        return "", False
    names = [part for part in given if part not in _APPENDING]
    if len(names) != 1:
        return "", False
    name = names[0].removeprefix("./")
    try:
        safe = safe_name(name, limits)
    except Refusal:  # our system could not store it; the notebook may still write it
        return "", False
    beside = not {"/", "\\"}.intersection(safe) and not is_hidden(safe)
    if not beside or suffix(safe) not in _WRITABLE:
        return "", False
    return safe, len(given) > len(names)


def with_written(
    files: Mapping[str, bytes], written: Mapping[str, Written], limits: IntakeLimits
) -> tuple[dict[str, bytes], tuple[Text, ...]]:
    """The files with those that cells write, and notes on the latter. Raises Refusal."""
    sent = {name.casefold(): name for name in files}
    kept = dict(files)
    notes: list[Text] = []
    for name, file in written.items():
        data = file.text.encode()
        twin = sent.get(name.casefold())
        if twin is not None and files[twin].split() == data.split():
            continue
        if twin is not None:
            del kept[twin]
        kept[name] = data
        notes.append(_replaced(file) if twin is not None else _written(file))
    if len(kept) > limits.files:
        raise too_many_files(len(kept), limits)
    return kept, tuple(notes[:_NAMED])


def _written(file: Written) -> Text:
    return {
        "en": f"Cell {file.cell} writes “{quoted(file.name)}” with %%writefile. It is"
        " kept and checked as a file beside the notebook.",
        "ja": f"セル {file.cell} が %%writefile で「{quoted(file.name)}」を書き出すため、"
        "ノートブックと一緒のファイルとして保存し、チェックします。",
    }


def _replaced(file: Written) -> Text:
    return {
        "en": f"Cell {file.cell} writes “{quoted(file.name)}” with %%writefile, and the"
        " file of that name that was uploaded differs. What the cell writes was kept,"
        " since running the notebook replaces the file.",
        "ja": f"セル {file.cell} が %%writefile で書き出す「{quoted(file.name)}」は、"
        "アップロードされた同名のファイルと内容が異なります。ノートブックを実行すると上書き"
        "されるため、セルの内容を保存しました。",
    }


def modules_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """The .py files beside the notebook, by module name. Raises Refusal."""
    modules: dict[str, str] = {}
    for path, data in files.items():
        if suffix(path) != ".py" or "/" in path:
            continue
        try:
            modules[path[: -len(".py")]] = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _not_utf8(path) from None
    return modules


def _not_utf8(path: str) -> Refusal:
    return Refusal(
        "module_not_utf8",
        en=f"“{quoted(path)}” is not UTF-8 text. Open it in your editor, save"
        " it as UTF-8, and upload it again.",
        ja=f"「{quoted(path)}」は UTF-8 ではありません。エディタで開いて UTF-8 で保存し、"
        "もう一度アップロードしてください。",
    )


def refuse_missing(names: Sequence[str]) -> None:
    """Refuses if there are names of files without which the work is not whole."""
    if not names:
        return
    named = enumerated(names, _NAMED)
    absent, them = (
        ("that file was", "it") if len(names) == 1 else ("these were", "them")
    )
    raise Refusal(
        "side_file_missing",
        en=f"The notebook imports from {named}, but {absent} not uploaded. Upload"
        f" {them} together with the notebook, or all as one zip.",
        ja=f"ノートブックは {named} を読み込みますが、そのファイルがありません。"
        "ノートブックと一緒に、または 1 つの zip にしてアップロードしてください。",
    )
