"""Takes out of a file what names its author and is no part of the work: for blind reviews.

Metadata of editors, and the folders of people in paths. What somebody typed stays as it is.
"""

import json
from collections.abc import Mapping
from typing import Any

from notebooks.file_kinds import NOTEBOOK, suffix
from notebooks.personal_paths import scrubbed_text, without_paths
from notebooks.reading import parse_document
from notebooks.refusals import Refusal

_OF_A_NOTEBOOK = frozenset({"nbformat", "nbformat_minor", "cells", "worksheets"})
_OF_A_CELL = frozenset(
    {
        *("cell_type", "id", "source", "input", "outputs", "attachments"),
        *("execution_count", "prompt_number", "level", "language", "collapsed"),
    }
)


def scrubbed(name: str, data: bytes) -> bytes:
    """The file's bytes without them. A file that is neither a notebook nor text stays."""
    if suffix(name) == NOTEBOOK:
        try:
            return _notebook(parse_document(data))
        except Refusal:  # nobody reads it as a notebook
            return b""
    try:
        return scrubbed_text(data.decode("utf-8")).encode()
    except UnicodeDecodeError:
        return data


def _notebook(document: Mapping[str, Any]) -> bytes:
    kept = _only(_OF_A_NOTEBOOK, without_paths(document))
    kept["metadata"] = _metadata(without_paths(document.get("metadata")))
    sheets = [_only({"cells"}, sheet) for sheet in _dicts(kept.get("worksheets"))]
    if "worksheets" in kept:
        kept["worksheets"] = sheets
    for sheet in [kept, *sheets]:
        if "cells" in sheet:
            sheet["cells"] = [_cell(cell) for cell in _dicts(sheet["cells"])]
    return json.dumps(kept).encode()


def _cell(given: Mapping[str, Any]) -> dict[str, Any]:
    cell = _only(_OF_A_CELL, given)
    for output in _dicts(cell.get("outputs")):
        output["metadata"] = {}
    return {**cell, "metadata": {}}


def _metadata(given: Any) -> dict[str, Any]:
    """The language and its version. A kernel is called as its owner likes."""
    known = given if isinstance(given, dict) else {}
    kept: dict[str, Any] = {
        "kernelspec": {"name": "python3", "display_name": "Python 3"}
    }
    kernel, language = known.get("kernelspec"), known.get("language_info")
    if isinstance(kernel, dict) and isinstance(kernel.get("language"), str):
        kept["kernelspec"]["language"] = kernel["language"]
    if isinstance(language, dict):
        told = _only({"name", "version"}, language)
        kept["language_info"] = {
            key: value for key, value in told.items() if isinstance(value, str)
        }
    return kept


def _only(keys: frozenset[str] | set[str], given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key in keys}


def _dicts(value: Any) -> list[dict[str, Any]]:
    given = value if isinstance(value, list) else []
    return [one for one in given if isinstance(one, dict)]
