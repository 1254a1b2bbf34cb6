"""From bytes to a notebook in one known shape, whatever wrote it."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import nbformat

from notebooks.refusals import Refusal

CURRENT_MAJOR = 4
OLDEST_MAJOR = 3
NORMAL_MINOR = 5  # the first with cell ids
_CONFLICT = re.compile(rb"^[ \t]*(?:<{7}|>{7})(?: |\r?$)", re.MULTILINE)
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_CELL_TYPES = ("code", "markdown", "raw")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_notebook(data: bytes) -> nbformat.NotebookNode:
    """A notebook of nbformat 4.5 with string sources, unique ids and sound outputs.

    Outputs and metadata that are damaged are dropped; cells never are. Raises Refusal.
    """
    document = _document(_text(data))
    major = _major(document)
    if major == OLDEST_MAJOR:
        document = _upgraded(document)
    return _normal(document)


def _text(data: bytes) -> str:
    data = data.removeprefix(_BYTE_ORDER_MARK)
    if not data.strip():
        raise Refusal(
            "notebook_empty_file",
            en="This notebook file is empty (0 bytes of content). Open your notebook"
            " in Jupyter, save it, and upload it again.",
            ja="このノートブックファイルは空です。Jupyter でノートブックを開いて保存し、"
            "もう一度アップロードしてください。",
        )
    conflict = _CONFLICT.search(data)
    if conflict:
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
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = f"byte {error.start + 1}"
        where = "UTF-16" if data.startswith(_UTF16_MARKS) else place
        raise Refusal(
            "notebook_not_utf8",
            en=f"This file is not UTF-8 text ({where}), so it cannot be read as a"
            " notebook. Open it in Jupyter, save it there, and upload the saved file.",
            ja=f"このファイルは UTF-8 ではないため（{where}）、ノートブックとして読めません。"
            "Jupyter で開いて保存し、保存したファイルをアップロードしてください。",
        ) from None


def _document(text: str) -> Mapping[str, Any]:
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


def _major(document: Mapping[str, Any]) -> int:
    has_cells = isinstance(document.get("cells"), list)
    has_worksheets = isinstance(document.get("worksheets"), list)
    major = document.get("nbformat")
    if not isinstance(major, int) or isinstance(major, bool):
        raise _not_a_notebook()
    if major < OLDEST_MAJOR:
        raise Refusal(
            "notebook_too_old",
            en=f"This notebook is in format {major}, from a very old IPython."
            " Open it in a current Jupyter, save it, and upload it again.",
            ja=f"このノートブックはとても古い形式（nbformat {major}）です。"
            "現在の Jupyter で開いて保存し、もう一度アップロードしてください。",
        )
    if major > CURRENT_MAJOR:
        raise Refusal(
            "notebook_from_the_future",
            en=f"This notebook is in format {major}, newer than format"
            f" {CURRENT_MAJOR}, which is the newest read here. Save it with a"
            " released version of Jupyter and upload it again.",
            ja=f"このノートブックは新しすぎる形式（nbformat {major}）です。ここで読めるのは"
            f" nbformat {CURRENT_MAJOR} までです。正式版の Jupyter で保存し、"
            "もう一度アップロードしてください。",
        )
    if not (has_worksheets if major == OLDEST_MAJOR else has_cells):
        raise _not_a_notebook()
    return major


def _damaged(index: int) -> Refusal:
    return Refusal(
        "notebook_damaged",
        en=f"Cell {index} of this notebook is damaged: it is not a cell as Jupyter"
        " writes it. Open the notebook in Jupyter, save it, and upload it again.",
        ja=f"このノートブックの {index} 番目のセルが壊れています。Jupyter で開いて保存し、"
        "もう一度アップロードしてください。",
    )


def _upgraded(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """nbformat 3: cells in worksheets, code in `input`, headings as cells."""
    cells: list[Any] = []
    for sheet in document["worksheets"]:
        if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list):
            cells.extend(sheet["cells"])
    return {
        "cells": [_upgraded_cell(n, cell) for n, cell in enumerate(cells, 1)],
        "metadata": document.get("metadata"),
    }


def _upgraded_cell(index: int, cell: Any) -> dict[str, Any]:
    if not isinstance(cell, dict):
        raise _damaged(index)
    kind = cell.get("cell_type")
    source = _joined(cell.get("input" if kind == "code" else "source", ""))
    if kind == "code":
        outputs = cell.get("outputs")
        return {
            "cell_type": "code",
            "source": source,
            "execution_count": cell.get("prompt_number"),
            "outputs": [
                _upgraded_output(output)
                for output in (outputs if isinstance(outputs, list) else [])
                if isinstance(output, dict)
            ],
        }
    if kind == "heading":
        level = cell.get("level")
        marks = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1)  # noqa: PLR2004 -- HTML has six
        source = f"{marks} {' '.join((source or '').splitlines())}"
    raw = kind in ("raw", "html")
    return {"cell_type": "raw" if raw else "markdown", "source": source}


_V3_DATA = {
    "text": "text/plain",
    "html": "text/html",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "latex": "text/latex",
}


def _upgraded_output(output: dict[str, Any]) -> dict[str, Any]:
    kind = output.get("output_type")
    if kind == "stream":
        return {**output, "name": output.get("stream", "stdout")}
    if kind == "pyerr":
        return {**output, "output_type": "error"}
    return {
        "output_type": "execute_result" if kind == "pyout" else kind,
        "execution_count": output.get("prompt_number"),
        "data": {mime: output[key] for key, mime in _V3_DATA.items() if key in output},
    }


def _normal(document: Mapping[str, Any]) -> nbformat.NotebookNode:
    ids: set[str] = set()
    metadata = document.get("metadata")
    cells = [_cell(n, cell, ids) for n, cell in enumerate(document["cells"], 1)]
    notebook = nbformat.from_dict(  # type: ignore[no-untyped-call]
        {
            "nbformat": CURRENT_MAJOR,
            "nbformat_minor": NORMAL_MINOR,
            "metadata": _metadata(metadata),
            "cells": cells,
        }
    )
    if not isinstance(notebook, nbformat.NotebookNode):
        raise TypeError(type(notebook))
    return notebook


def _metadata(value: Any) -> dict[str, Any]:
    """Only what we use: the kernel's language. The rest differs between editors."""
    if not isinstance(value, dict):
        return {}
    kernel = value.get("kernelspec")
    kept: dict[str, Any] = {}
    if isinstance(kernel, dict) and isinstance(kernel.get("name"), str):
        name = _clean(kernel["name"])
        kept["kernelspec"] = {"name": name, "display_name": name}
        if isinstance(kernel.get("language"), str):
            kept["kernelspec"]["language"] = _clean(kernel["language"])
    return kept


def _cell(index: int, cell: Any, ids: set[str]) -> dict[str, Any]:
    if not isinstance(cell, dict) or cell.get("cell_type") not in _CELL_TYPES:
        raise _damaged(index)
    source = _joined(cell.get("source", ""))
    if source is None:
        raise _damaged(index)
    normal: dict[str, Any] = {
        "cell_type": cell["cell_type"],
        "id": _unique_id(index, cell.get("id"), source, ids),
        "metadata": {},
        "source": source,
    }
    if cell["cell_type"] == "code":
        outputs = cell.get("outputs")
        normal["execution_count"] = _count(cell.get("execution_count"))
        normal["outputs"] = [
            sound
            for output in (outputs if isinstance(outputs, list) else [])
            if (sound := _output(output)) is not None
        ]
    elif isinstance(cell.get("attachments"), dict):
        normal["attachments"] = {
            _clean(name): _data(bundle)
            for name, bundle in cell["attachments"].items()
            if isinstance(bundle, dict)
        }
    return normal


def _unique_id(index: int, given: Any, source: str, ids: set[str]) -> str:
    """Keeps the notebook's id, else one from place and text: the same at every read."""
    name = given if isinstance(given, str) and _CELL_ID.fullmatch(given) else ""
    if not name or name in ids:
        name = f"c{index}-{sha256(source.encode()).hexdigest()[:8]}"
    while name in ids:
        name = f"{name[:60]}-{len(ids) % 1000}"
    ids.add(name)
    return name


def _output(output: Any) -> dict[str, Any] | None:
    if not isinstance(output, dict):
        return None
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        text = _joined(output.get("text")) or ""
        return {"output_type": "stream", "name": name, "text": text}
    if kind == "error":
        traceback = output.get("traceback")
        lines = traceback if isinstance(traceback, list) else []
        return {
            "output_type": "error",
            "ename": _joined(output.get("ename")) or "Error",
            "evalue": _joined(output.get("evalue")) or "",
            "traceback": [_clean(line) for line in lines if isinstance(line, str)],
        }
    if kind not in ("execute_result", "display_data"):
        return None
    sound = {"output_type": kind, "metadata": {}, "data": _data(output.get("data"))}
    if kind == "execute_result":
        sound["execution_count"] = _count(output.get("execution_count"))
    return sound


def _data(bundle: Any) -> dict[str, str]:
    """The textual and image parts of a MIME bundle; widgets' JSON is left out."""
    if not isinstance(bundle, dict):
        return {}
    joined = {_clean(mime): _joined(value) for mime, value in bundle.items()}
    return {mime: value for mime, value in joined.items() if value is not None}


def _count(value: Any) -> int | None:
    return value if type(value) is int and value >= 0 else None


def _joined(value: Any) -> str | None:
    """Jupyter writes text as one string or as a list of lines; None for neither."""
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return _clean("".join(value))
    return None


def _clean(text: str) -> str:
    """Lone surrogates, which JSON can spell, cannot be stored or sent."""
    return text.encode("utf-8", "replace").decode("utf-8")
