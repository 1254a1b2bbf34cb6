"""Opens a zip that may be hostile.

Sizes and counts in its headers are not trusted, and nothing is written to disk.
"""

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from notebooks.disguised import (
    has_notebook,
    is_named_like_one,
    is_notebook,
    may_be_notebook,
    renamed,
)
from notebooks.file_kinds import ARCHIVES, KEPT, is_hidden, is_noise, suffix
from notebooks.folders import LeftOut, left_out, note_on
from notebooks.inflating import Inflater
from notebooks.limits import IntakeLimits
from notebooks.naming import safe_name
from notebooks.quoting import enumerated, quoted
from notebooks.refusals import Refusal, Text
from notebooks.zip_entries import (
    is_top,
    path_of,
    refuse_long,
    refuse_twin,
    refuse_unreadable,
    refuse_unsafe,
)

_ENTRY_SIGNATURE = b"PK\x01\x02"
_NAMED = 5
_LOOKED_INTO = 200
"""So many files of unknown kinds are looked into for a notebook; opening each takes time."""

_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    ValueError,
)


@dataclass(frozen=True)
class _Opened:
    files: dict[str, bytes]
    zips: dict[str, bytes]  # inside, inflated only when there is no notebook
    archives: tuple[str, ...]  # the names of all that are inside
    notes: tuple[Text, ...]


def unzip(
    data: bytes, limits: IntakeLimits
) -> tuple[dict[str, bytes], tuple[Text, ...]]:
    """The files by path, and notes on what was left out. Raises Refusal.

    A zip inside is opened only when the notebook is nowhere else, and none inside of that one.
    """
    inflater = Inflater(len(data), limits)
    outer = _opened(data, inflater, limits)
    files, notes, closed = dict(outer.files), list(outer.notes), list(outer.archives)
    for path, packed in outer.zips.items():
        inner = _opened(packed, inflater, limits, inside=path)
        if has_notebook(inner.files):
            closed.remove(path)
            notes += [_taken_from(path), *inner.notes]
            _merge(files, path.rpartition("/")[0], inner.files)
            closed += inner.archives
    if len(files) > limits.files:
        raise _too_many_files(list(files), (), limits)
    if closed:
        notes.append(not_opened(closed))
    return files, tuple(notes)


def _opened(
    data: bytes, inflater: Inflater, limits: IntakeLimits, inside: str = ""
) -> _Opened:
    """Opens one zip; `inside` is its name within another."""
    # Listing an entry takes memory, so first limit their number by counting signatures.
    if data.count(_ENTRY_SIGNATURE) > limits.zip_entries:
        raise _too_many_entries(limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive, _sorted(archive, limits), inflater, limits, inside)
    except _DAMAGED:
        raise _damaged(inside) from None


@dataclass(frozen=True)
class _Sorted:
    """The entries of a zip by what becomes of them."""

    kept: Mapping[str, zipfile.ZipInfo]
    archives: Mapping[str, zipfile.ZipInfo]
    others: Mapping[str, zipfile.ZipInfo]  # of kinds that grading does not need
    hidden: Sequence[str]
    folders: LeftOut


def _sorted(archive: zipfile.ZipFile, limits: IntakeLimits) -> _Sorted:
    """Every entry must lead nowhere else; names are checked only where they are stored."""
    named = [(path_of(entry), entry) for entry in archive.infolist()]
    entries = [(path, entry) for path, entry in named if not is_top(path)]
    for path, _entry in entries:
        refuse_unsafe(path)
    folders = left_out(path for path, _entry in entries if not is_noise(path))
    kept: dict[str, zipfile.ZipInfo] = {}
    archives: dict[str, zipfile.ZipInfo] = {}
    others: dict[str, zipfile.ZipInfo] = {}
    hidden: list[str] = []
    seen: dict[str, str] = {}
    for path, entry in entries:
        if folders.holds(path):
            continue
        refuse_unreadable(entry, path)
        if path.endswith("/") or is_noise(path):
            continue
        if is_hidden(path):
            hidden.append(path)
            continue
        kind = suffix(path)
        into = archives if kind in ARCHIVES else kept if kind in KEPT else others
        if into is kept:
            refuse_twin(seen, path)
        into[path] = entry
    if len(kept) > limits.files:
        raise _too_many_files(list(kept), folders.names, limits)
    for path in kept:
        _refuse_name(path, limits)
    return _Sorted(kept, archives, others, hidden, folders)


def _refuse_name(path: str, limits: IntakeLimits) -> None:
    refuse_long(path, limits)
    for part in path.split("/"):
        safe_name(part, limits)


def _read(
    archive: zipfile.ZipFile,
    entries: _Sorted,
    inflater: Inflater,
    limits: IntakeLimits,
    inside: str,
) -> _Opened:
    files = inflater.files(archive, entries.kept)
    others = dict(entries.others)
    if not has_notebook(files):
        likeliest = sorted(others, key=is_named_like_one, reverse=True)
        for path in likeliest[:_LOOKED_INTO]:
            entry = others[path]
            if may_be_notebook(inflater.peek(archive, entry)):
                data = inflater.read(archive, entry)
                if is_named_like_one(path) or is_notebook(data):
                    _refuse_name(path, limits)
                    files[path] = data
                    del others[path]
    files, notes = renamed(files, limits)
    zips = {path: e for path, e in entries.archives.items() if suffix(path) == ".zip"}
    wanted = {} if inside or has_notebook(files) else zips
    told = [*notes]
    if entries.folders.folders:
        told.append(note_on(entries.folders))
    if others or entries.hidden:
        told.append(_not_kept([*others, *entries.hidden]))
    return _Opened(
        files, inflater.files(archive, wanted), tuple(entries.archives), tuple(told)
    )


def _merge(files: dict[str, bytes], folder: str, more: Mapping[str, bytes]) -> None:
    """Adds the files of a zip to the folder that it lies in."""
    seen = {path.casefold(): path for path in files}
    for path, data in more.items():
        whole = f"{folder}/{path}" if folder else path
        refuse_twin(seen, whole)
        files[whole] = data


def _damaged(inside: str) -> Refusal:
    which = f" “{quoted(inside)}”" if inside else ""
    which_ja = f"「{quoted(inside)}」" if inside else ""
    return Refusal(
        "zip_damaged",
        en=f"This zip file{which} is damaged and cannot be opened. Make it again from"
        " your project folder and upload the new one.",
        ja=f"この zip ファイル{which_ja}は壊れていて開けません。プロジェクトのフォルダから"
        "作り直し、もう一度アップロードしてください。",
    )


def _too_many_entries(limits: IntakeLimits) -> Refusal:
    return Refusal(
        "zip_too_many_entries",
        en=f"The zip lists more than {limits.zip_entries:,} entries. Pack only the"
        " notebook and its .py files, without folders of installed packages.",
        ja=f"zip の項目が {limits.zip_entries:,} 個を超えています。パッケージのフォルダを除き、"
        "ノートブックと .py ファイルだけを入れてください。",
    )


def _too_many_files(
    paths: Sequence[str], without: Sequence[str], limits: IntakeLimits
) -> Refusal:
    kind, number = Counter(map(suffix, paths)).most_common(1)[0]
    besides_en = f" besides what is left out ({enumerated(without, _NAMED)})"
    besides_ja = f"（除いた {enumerated(without, _NAMED)} は数えていません）"
    return Refusal(
        "too_many_files",
        en=f"The zip holds {len(paths):,} files{besides_en if without else ''};"
        f" {limits.files} are the most. {number:,} of them are {kind} files. Pack only"
        " the notebook and the .py files it imports.",
        ja=f"zip の中にファイルが {len(paths):,} 個あり{besides_ja if without else ''}、上限の"
        f" {limits.files} 個を超えています（うち {kind} が {number:,} 個）。ノートブックと、"
        "そこから読み込む .py だけを入れてください。",
    )


def _taken_from(path: str) -> Text:
    return {
        "en": f"The notebook was found in “{quoted(path)}”, a zip inside the zip.",
        "ja": f"ノートブックは zip の中の zip「{quoted(path)}」から取り出しました。",
    }


def not_opened(archives: Sequence[str]) -> Text:
    named = enumerated(archives, _NAMED)
    return {
        "en": f"Not opened and not kept, as grading does not need them: {named}",
        "ja": f"採点に不要なため、開かず、保存もしなかった圧縮ファイル：{named}",
    }


def _not_kept(paths: Sequence[str]) -> Text:
    named = enumerated(paths, _NAMED)
    return {
        "en": f"Not kept from the zip, as grading does not need it: {named}",
        "ja": f"採点に不要なため、zip から保存しなかったファイル：{named}",
    }
