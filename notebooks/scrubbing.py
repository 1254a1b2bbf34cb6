"""Takes out of a file what names its author and is no part of the work: for blind reviews.

Metadata of editors and in pictures, and the folders of people in paths. What somebody typed
stays as it is.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any

from notebooks.bare_pictures import bare_picture
from notebooks.bare_svg import bare_svg
from notebooks.file_kinds import NOTEBOOK, suffix
from notebooks.personal_paths import scrubbed_text, without_paths
from notebooks.reading import parse_document
from notebooks.refusals import Refusal
from notebooks.svg import SVG

_OF_A_NOTEBOOK = frozenset({"nbformat", "nbformat_minor", "cells", "worksheets"})
_OF_A_CELL = frozenset(
    {
        *("cell_type", "id", "source", "input", "outputs", "attachments"),
        *("execution_count", "prompt_number", "level", "language", "collapsed"),
    }
)
_DRAWINGS = frozenset({SVG, "text/html"})  # as text
_OPAQUE = frozenset(
    {"application/pdf"}
)  # can name its author, and nothing here reads it
_OLD_KINDS = {"png": "image/png", "jpeg": "image/jpeg", "svg": SVG, "html": "text/html"}
_DATA_URI = re.compile(
    r"(data:image/([\w+.-]{1,20})[^,\"'>)\s]{0,60};base64,)([\w+/=]+)", re.IGNORECASE
)


def scrubbed(name: str, data: bytes) -> bytes:
    """The file's bytes without them. A file that is no notebook, text or picture stays."""
    if suffix(name) == NOTEBOOK:
        try:
            return _notebook(parse_document(data))
        except Refusal:  # nobody reads it as a notebook
            return b""
    try:
        return _pictures(bare_svg(scrubbed_text(data.decode("utf-8")))).encode()
    except UnicodeDecodeError:
        return bare_picture(data)


def _notebook(document: Mapping[str, Any]) -> bytes:
    kept = _only(_OF_A_NOTEBOOK, without_paths(document, _pictures))
    kept["metadata"] = _metadata(without_paths(document.get("metadata"), _pictures))
    sheets = [_only({"cells"}, sheet) for sheet in _dicts(kept.get("worksheets"))]
    if "worksheets" in kept:
        kept["worksheets"] = sheets
    for sheet in [kept, *sheets]:
        if "cells" in sheet:
            sheet["cells"] = [_cell(cell) for cell in _dicts(sheet["cells"])]
    return json.dumps(kept).encode()


def _cell(given: Mapping[str, Any]) -> dict[str, Any]:
    cell = _only(_OF_A_CELL, given)
    bundles = _attached(cell)
    for output in _dicts(cell.get("outputs")):
        output["metadata"] = {}
        bundles += [output, *_dicts([output.get("data")])]
    for bundle in bundles:
        bundle.update({kind: _bare(kind, value) for kind, value in bundle.items()})
    return {**cell, "metadata": {}}


def _attached(cell: Mapping[str, Any]) -> list[dict[str, Any]]:
    given = cell.get("attachments")
    return _dicts(list(given.values())) if isinstance(given, dict) else []


def _bare(kind: str, value: Any) -> Any:
    """One form of an output or an attachment, without what its picture says of its author."""
    kind = _OLD_KINDS.get(kind, kind.lower())
    if kind in _OPAQUE:
        return ""
    if not kind.startswith("image/") and kind not in _DRAWINGS:
        return value
    text = _joined(value)
    if text is None:
        return value
    if kind in _DRAWINGS and "<" in text:
        return bare_svg(text)
    return _bare_encoded(text)


def _bare_encoded(text: str) -> str:
    """A picture in base64; what is none as it is."""
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return text
    bare = scrubbed("", data)
    return text if bare == data else base64.b64encode(bare).decode()


def _pictures(text: str) -> str:
    """With bare pictures in its `data:` addresses."""
    if "data:image/" not in text:
        return text
    return _DATA_URI.sub(lambda found: found[1] + _bare_encoded(found[3]), text)


def _joined(value: Any) -> str | None:
    """A text that notebooks may also store as a list of its lines."""
    lines = value if isinstance(value, list) else [value]
    return "".join(lines) if all(isinstance(line, str) for line in lines) else None


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
