"""Takes out of a file what names its author and is no part of the work: for blind reviews.

Metadata of editors, and the folders of people in paths. What somebody typed stays as it is.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from notebooks.naming import NOTEBOOK, suffix
from notebooks.reading import parse_document
from notebooks.refusals import Refusal

SOMEBODY = "user"
_SEPARATOR = r"(?:/|\\{1,4})"
_PLAIN = r"[^\s/\\\"'`<>|:*?,;()\[\]{}\x1b]{1,64}"
# Windows lets the names of people's folders have blanks: then only the next separator ends them.
_WITH_BLANKS = r"[^\n/\\\"'`<>|:*?\x1b]{1,64}(?=\\)"
_PLACES = (
    rf"/home{_SEPARATOR}",
    rf"{_SEPARATOR}Users{_SEPARATOR}",
    rf"[A-Za-z]:{_SEPARATOR}users{_SEPARATOR}",
    r"colab\.research\.google\.com/github/",  # Colab writes it into a cell by itself
)
# The same folders as Python writes them there, and Linux on Windows.
_SLASHES = r"(?:[A-Za-z]:|/mnt/[a-z])/[Uu]sers/"
_BLANKS_BETWEEN = r"[^\n/\\\"'`<>|:*?\x1b]{1,64}(?=/)"
_ON_WINDOWS = re.compile(rf"({_SLASHES}){_BLANKS_BETWEEN}")
_FOLDER = re.compile(rf"({'|'.join(_PLACES)})(?:{_WITH_BLANKS}|{_PLAIN})")
_HINTS = ("home", "sers", "colab")  # quick to look for in a picture's megabytes
_OF_A_NOTEBOOK = frozenset({"nbformat", "nbformat_minor", "cells", "worksheets"})
_OF_A_CELL = frozenset(
    {
        *("cell_type", "id", "source", "input", "outputs", "attachments"),
        *("execution_count", "prompt_number", "level", "language", "collapsed"),
    }
)
_DEEPEST = (
    60  # levels of JSON that are kept; programs that write notebooks need far fewer
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


def scrubbed_text(text: str) -> str:
    """With "user" for the folder of a person; as many lines as before."""
    if not any(hint in text for hint in _HINTS):
        return text
    somebody = rf"\g<1>{SOMEBODY}"
    return _FOLDER.sub(somebody, _ON_WINDOWS.sub(somebody, text))


def _notebook(document: Mapping[str, Any]) -> bytes:
    kept = _only(_OF_A_NOTEBOOK, _without_paths(document))
    kept["metadata"] = _metadata(_without_paths(document.get("metadata")))
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
    return (
        [one for one in value if isinstance(one, dict)]
        if isinstance(value, list)
        else []
    )


def _without_paths(value: Any, deeper: int = _DEEPEST) -> Any:
    if isinstance(value, str):
        return scrubbed_text(value)
    if not isinstance(value, list | dict):
        return value
    if not deeper:
        return None
    if isinstance(value, list):
        return [_without_paths(one, deeper - 1) for one in value]
    return {
        scrubbed_text(key): _without_paths(one, deeper - 1)
        for key, one in value.items()
    }
