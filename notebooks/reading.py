"""Reads the bytes of a notebook from any editor into one known form."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import nbformat

from notebooks.encodings import NOTE, in_utf8, is_utf16
from notebooks.json_weight import is_heavy, with_rare_written_out
from notebooks.normalising import (
    CURRENT_MAJOR,
    normal,
    upgraded,
    without_line_ends,
)
from notebooks.refusals import Refusal, Text

OLDEST_MAJOR = 3
_CELLS_NAMED = 5
_VERSION = re.compile(r"\s*(\d{1,9})(?:\.\d*)?\s*")
_MARK = 7  # characters of git's mark
_CONFLICT = re.compile(rb"^[ \t]*(?:<{7}|>{7})(?: |\r?$)", re.MULTILINE)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Reading:
    notebook: nbformat.NotebookNode
    notes: tuple[Text, ...] = ()  # what the file's reader took otherwise than written


def read_notebook(data: bytes, *, with_outputs: bool = True) -> nbformat.NotebookNode:
    """The notebook of `read`, without its notes, and without outputs where nobody looks at them."""
    return read(data, with_outputs=with_outputs).notebook


def read(data: bytes, *, with_outputs: bool = True) -> Reading:
    """A notebook of nbformat 4.5 with string sources, unique ids and valid outputs.

    Damaged outputs and metadata are dropped, but never a cell. Raises Refusal.
    """
    document = parse_document(data)
    major, is_stated = _major(document)
    notes = [NOTE] if is_utf16(data) else []
    if not is_stated:
        notes.append(_format_note(major))
    joined = without_line_ends(document, major=major)
    if joined:
        notes.append(_joined_note(joined))
    if major == OLDEST_MAJOR:
        document = upgraded(document)
    return Reading(normal(document, with_outputs=with_outputs), tuple(notes))


def parse_document(data: bytes) -> Mapping[str, Any]:
    """The JSON object in the file. Raises Refusal."""
    return _document(_text(data))


def has_cells(document: Mapping[str, Any]) -> bool:
    """Whether there are cells as Jupyter writes them, whatever else is missing."""
    sheets = document.get("worksheets")
    return _are_cells(document.get("cells")) or (
        isinstance(sheets, list)
        and any(
            isinstance(one, dict) and _are_cells(one.get("cells")) for one in sheets
        )
    )


def _are_cells(value: Any) -> bool:
    return isinstance(value, list) and any(
        isinstance(cell, dict) and "cell_type" in cell for cell in value
    )


def _has_sources(cells: Any) -> bool:
    """Whether they are cells of format 4: those of formats 1 and 2 have no `source`."""
    return _are_cells(cells) and any(
        "source" in c for c in cells if isinstance(c, dict)
    )


def _text(data: bytes) -> str:
    data = in_utf8(data).removeprefix(_BYTE_ORDER_MARK)
    if not data.strip():
        raise Refusal(
            "notebook_empty_file",
            en="This notebook file is empty (0 bytes of content). Open your notebook"
            " in Jupyter, save it, and upload it again.",
            ja="このノートブックファイルは空です。Jupyter でノートブックを開いて保存し、"
            "もう一度アップロードしてください。",
        )
    conflict = _conflict(data)
    if conflict is not None:
        line = data.count(b"\n", 0, conflict.start()) + 1
        raise Refusal(
            "notebook_merge_conflict",
            en=f"This file has git conflict markers (<<<<<<<) near line {line}."
            " Resolve the merge, open the notebook in Jupyter, save, and upload it"
            " again.",
            ja=f"{line} 行目付近に git の競合マーカー（<<<<<<<）が残っています。"
            "競合を解消し、Jupyter で開いて保存してから、もう一度アップロードしてください。",
        )
    try:
        return with_rare_written_out(data).decode("utf-8")
    except UnicodeDecodeError as error:
        where = f"byte {error.start + 1}"
        raise Refusal(
            "notebook_not_utf8",
            en=f"This file is not UTF-8 text ({where}), so it cannot be read as a"
            " notebook. Open it in a text editor, save it there as UTF-8, see that"
            " Jupyter opens it, and upload it again.",
            ja=f"このファイルは UTF-8 ではないため（{where}）、ノートブックとして読めません。"
            "テキストエディタで開いて UTF-8 で保存し直し、Jupyter で開けることを確かめてから、"
            "もう一度アップロードしてください。",
        ) from None


def _conflict(data: bytes) -> re.Match[bytes] | None:
    """The search by line is only made where there is a mark at all: it is slow on pictures."""
    marks = b"<" * _MARK, b">" * _MARK
    return _CONFLICT.search(data) if any(mark in data for mark in marks) else None


def _document(text: str) -> Mapping[str, Any]:
    if is_heavy(text):
        raise Refusal(
            "notebook_too_many_values",
            en="This notebook holds more single values, such as the numbers behind a"
            " picture, than can be read. Clear the outputs that hold them (Kernel → Restart &"
            " Clear Output), save it, and upload it again.",
            ja="このノートブックには、図のもとになった数値など、個々の値が読み込める数を超えて"
            "含まれています。それらの出力を消して（Kernel → Restart & Clear Output）保存し、"
            "もう一度アップロードしてください。",
        )
    try:
        document = json.loads(text)
    except RecursionError:
        raise _not_json("the nesting is too deep", "入れ子が深すぎます") from None
    except json.JSONDecodeError as error:
        if text.lstrip()[:1] == "<":
            raise Refusal(
                "notebook_is_html",
                en="This file is a web page, not a notebook. If you saved it from a"
                " web site, use its “Raw” or “Download” button; upload"
                " the .ipynb file itself.",
                ja="このファイルはノートブックではなくウェブページです。ウェブサイトから保存した"
                "場合は「Raw」または「Download」を使い、.ipynb ファイルそのものを"
                "アップロードしてください。",
            ) from None
        raise _not_json(f"line {error.lineno}", f"{error.lineno} 行目") from None
    except ValueError:  # an integer of more digits than Python converts
        raise _not_json("a number is too long", "数値が長すぎます") from None
    if not isinstance(document, dict):
        raise _not_a_notebook()
    return document


def _not_json(en: str, ja: str) -> Refusal:
    return Refusal(
        "notebook_not_json",
        en=f"This file has the name of a notebook but is not one inside: it is not"
        f" valid JSON ({en}). Open it in Jupyter; if it opens, save it and upload it"
        " again, else restore an earlier version.",
        ja=f"拡張子はノートブックですが、中身が正しい JSON ではありません（{ja}）。"
        "Jupyter で開けるなら保存し直してアップロードしてください。開けない場合は、"
        "以前の版を復元してください。",
    )


def _not_a_notebook() -> Refusal:
    return Refusal(
        "notebook_not_a_notebook",
        en="This file is JSON, but it is not a Jupyter notebook: it has no list of"
        " cells. Check that you picked the right file, and upload the .ipynb that"
        " Jupyter saved.",
        ja="このファイルは JSON ですが、セルの一覧がなく、Jupyter ノートブックではありません。"
        "ファイルを確かめて、Jupyter が保存した .ipynb をアップロードしてください。",
    )


def _major(document: Mapping[str, Any]) -> tuple[int, bool]:
    """The version of the format, and whether the file states it as it should.

    Converters write it as text, as a fraction or not at all: then the cells tell.
    """
    stated = document.get("nbformat")
    major = _whole(stated)
    if major is None:
        if not has_cells(document):
            raise _not_a_notebook()
        return _by_its_cells(document), False
    if major < OLDEST_MAJOR:
        if _has_sources(document.get("cells")):
            return CURRENT_MAJOR, False
        raise _too_old(major)
    if major > CURRENT_MAJOR:
        raise _from_the_future(major)
    key = "worksheets" if major == OLDEST_MAJOR else "cells"
    if isinstance(document.get(key), list):
        return major, type(stated) is int
    if not has_cells(document):
        raise _not_a_notebook()
    return _by_its_cells(document), False


def _by_its_cells(document: Mapping[str, Any]) -> int:
    return CURRENT_MAJOR if _are_cells(document.get("cells")) else OLDEST_MAJOR


def _whole(stated: Any) -> int | None:
    """The number before the point: of 4, 4.0, "4" and "4.5"; None for anything else."""
    if isinstance(stated, bool) or not isinstance(stated, int | float | str):
        return None
    if isinstance(stated, int):
        return stated
    version = _VERSION.fullmatch(str(stated))
    return int(version[1]) if version else None


def _too_old(major: int) -> Refusal:
    return Refusal(
        "notebook_too_old",
        en=f"This notebook is in format {major}, from a very old IPython."
        " Open it in a current Jupyter, save it, and upload it again.",
        ja=f"このノートブックはとても古い形式（nbformat {major}）です。"
        "現在の Jupyter で開いて保存し、もう一度アップロードしてください。",
    )


def _from_the_future(major: int) -> Refusal:
    return Refusal(
        "notebook_from_the_future",
        en=f"This notebook is in format {major}, newer than format"
        f" {CURRENT_MAJOR}, which is the newest read here. Save it with a"
        " released version of Jupyter and upload it again.",
        ja=f"このノートブックは新しすぎる形式（nbformat {major}）です。ここで読めるのは"
        f" nbformat {CURRENT_MAJOR} までです。正式版の Jupyter で保存し、"
        "もう一度アップロードしてください。",
    )


def _format_note(major: int) -> Text:
    return {
        "en": "The file does not say in the usual way which version of the notebook"
        f" format it is in (“nbformat”); its cells were read as version {major}.",
        "ja": "ノートブック形式の版（nbformat）が通常の書き方で示されていないため、"
        f"セルの形から版 {major} として読みました。",
    }


def _joined_note(cells: list[int]) -> Text:
    named = ", ".join(map(str, cells[:_CELLS_NAMED]))
    noun = "cell" if len(cells) == 1 else "cells"
    more = len(cells) - _CELLS_NAMED
    en, ja = (f" and {more} more", f" ほか {more} 個") if more > 0 else ("", "")
    return {
        "en": f"Saved without line ends: {noun} {named}{en}. Each piece was read as a line of"
        " its own. If a cell looks wrong, open the notebook in Jupyter and save it there.",
        "ja": f"改行なしで保存されていたセル：{named}{ja}。区切りごとに 1 行として読みました。"
        "表示がおかしいときは、Jupyter で開いて保存し直してください。",
    }
