"""Converts a notebook's JSON of any version into the one form that all other code expects."""

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import count
from typing import Any

import nbformat

from notebooks.refusals import Refusal

CURRENT_MAJOR = 4
NORMAL_MINOR = 5  # the first with cell ids
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_CELL_TYPES = ("code", "markdown", "raw")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_ENDS = tuple("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
"""Whatever `str.splitlines` may leave at the end of a line that Jupyter wrote."""


def _damaged(index: int) -> Refusal:
    return Refusal(
        "notebook_damaged",
        en=f"Cell {index} of this notebook is damaged: it is not a cell as Jupyter"
        " writes it. Open the notebook in Jupyter, save it, and upload it again.",
        ja=f"このノートブックの {index} 番目のセルが壊れています。Jupyter で開いて保存し、"
        "もう一度アップロードしてください。",
    )


def upgraded(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Converts nbformat 3, which has cells in worksheets, code in `input` and heading cells."""
    return {
        "cells": [_upgraded_cell(n, c) for n, c in enumerate(_sheets(document), 1)],
        "metadata": document.get("metadata"),
    }


def _sheets(document: Mapping[str, Any]) -> Iterator[Any]:
    for sheet in document["worksheets"]:
        if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list):
            yield from sheet["cells"]


def without_line_ends(document: Mapping[str, Any], *, major: int) -> list[int]:
    """The numbers of the cells whose source lines came without the ends of their lines."""
    cells = document["cells"] if major == CURRENT_MAJOR else _sheets(document)
    return [
        number
        for number, cell in enumerate(cells, 1)
        if isinstance(cell, dict)
        and (
            _lacks_line_ends(cell.get("source")) or _lacks_line_ends(cell.get("input"))
        )
    ]


def _upgraded_cell(index: int, cell: Any) -> dict[str, Any]:
    if not isinstance(cell, dict):
        raise _damaged(index)
    kind = cell.get("cell_type")
    source = _lines(cell.get("input" if kind == "code" else "source", ""))
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


def normal(
    document: Mapping[str, Any], *, with_outputs: bool = True
) -> nbformat.NotebookNode:
    ids: set[str] = set()
    metadata = document.get("metadata")
    cells = [
        _cell(n, cell, ids, with_outputs=with_outputs)
        for n, cell in enumerate(document["cells"], 1)
    ]
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
    """Keeps only the kernel's language and its version. Nothing else of it is used."""
    if not isinstance(value, dict):
        return {}
    kernel = value.get("kernelspec")
    kept: dict[str, Any] = {}
    if isinstance(kernel, dict) and isinstance(kernel.get("name"), str):
        name = _clean(kernel["name"])
        kept["kernelspec"] = {"name": name, "display_name": name}
        if isinstance(kernel.get("language"), str):
            kept["kernelspec"]["language"] = _clean(kernel["language"])
    language = value.get("language_info")
    if isinstance(language, dict) and isinstance(language.get("version"), str):
        called = language.get("name")
        kept["language_info"] = {
            "name": _clean(called) if isinstance(called, str) else "python",
            "version": _clean(language["version"]),
        }
    return kept


def _cell(
    index: int, cell: Any, ids: set[str], *, with_outputs: bool
) -> dict[str, Any]:
    if not isinstance(cell, dict) or cell.get("cell_type") not in _CELL_TYPES:
        raise _damaged(index)
    source = _lines(cell.get("source", cell.get("input", "")))  # "input": format 3
    if source is None:
        raise _damaged(index)
    normal: dict[str, Any] = {
        "cell_type": cell["cell_type"],
        "id": _unique_id(index, cell.get("id"), source, ids),
        "metadata": {},
        "source": source,
    }
    if cell["cell_type"] == "code":
        outputs = cell.get("outputs") if with_outputs else []
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
    """The cell's id if it is valid and unique; else a stable one from its place and text."""
    if isinstance(given, str) and _CELL_ID.fullmatch(given) and given not in ids:
        ids.add(given)
        return given
    # A notebook may contain ids chosen to collide. Every candidate found taken belongs to another
    # cell, so all searches together take no more steps than the notebook has cells.
    digest = sha256(source.encode()).hexdigest()
    candidates = (
        f"c{index}-{sha256(f'{digest}{salt}'.encode()).hexdigest()[:16]}"
        for salt in count()
    )
    name = next(candidate for candidate in candidates if candidate not in ids)
    ids.add(name)
    return name


def _output(output: Any) -> dict[str, Any] | None:
    if not isinstance(output, dict):
        return None
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        text = _lines(output.get("text")) or ""
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
    """The parts of a MIME bundle, JSON as text too."""
    if not isinstance(bundle, dict):
        return {}
    joined = {_clean(mime): _part(mime, value) for mime, value in bundle.items()}
    return {mime: value for mime, value in joined.items() if value is not None}


def _part(mime: str, value: Any) -> str | None:
    text = (_lines if mime.startswith("text/") else _joined)(value)
    if text is not None or not mime.endswith("json"):
        return text
    try:
        return json.dumps(value)
    except RecursionError:  # nested more deeply than anybody's chart
        return None


def _count(value: Any) -> int | None:
    return value if type(value) is int and value >= 0 else None


def _lines(value: Any) -> str | None:
    """As `_joined`, for text whose lines some converters write without their ends."""
    return _joined(value, "\n" if _lacks_line_ends(value) else "")


def _lacks_line_ends(value: Any) -> bool:
    """Whether it is a list of several texts, none of which brings a line's end along."""
    if not isinstance(value, list) or len(value) < 2:  # noqa: PLR2004 -- one has no joint
        return False
    if not all(isinstance(line, str) for line in value):
        return False
    ended = any(line.endswith(_LINE_ENDS) for line in value)
    return not ended and not any(line.startswith("\n") for line in value)


def _joined(value: Any, between: str = "") -> str | None:
    """Jupyter writes text as one string or as a list of lines; None for neither."""
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return _clean(between.join(value))
    return None


def _clean(text: str) -> str:
    """Replaces lone surrogates, which JSON can contain but which cannot be stored or sent."""
    if _SURROGATE.search(text) is None:
        return text  # no copy: it may be the largest string of a large file
    return text.encode("utf-8", "replace").decode("utf-8")
