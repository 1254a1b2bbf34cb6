"""Reads what an output holds: its forms by MIME type, its metadata, its display id."""

import re
from collections.abc import Mapping
from typing import Any

MOST_FORMS = 20  # of one output: picture, page, text …
LONGEST_NAME = 200


MOST_METADATA = 10_000  # characters


_MIME = re.compile(r"[a-z]+/[\w.+-]{1,100}", re.ASCII)
_JSON = re.compile(r"application/(?:[\w.-]+\+)?json", re.ASCII)


Content = Mapping[str, Any]


def forms_in(data: Any) -> dict[str, Any]:
    """The forms of an output by MIME type: text, or plain data under a type of JSON."""
    kept: dict[str, Any] = {}
    for kind, value in data.items() if isinstance(data, dict) else ():
        if len(kept) >= MOST_FORMS or not _MIME.fullmatch(kind):
            continue
        if _JSON.fullmatch(kind) or isinstance(value, str):
            kept[kind] = value
        elif isinstance(value, list) and all(isinstance(part, str) for part in value):
            kept[kind] = "".join(value)
    return kept


def metadata_of(content: Content) -> dict[str, Any]:
    found = content.get("metadata")
    is_small = isinstance(found, dict) and len(repr(found)) <= MOST_METADATA
    return found if isinstance(found, dict) and is_small else {}


def display_id_of(content: Content) -> str:
    transient = content.get("transient")
    found = transient.get("display_id") if isinstance(transient, dict) else None
    return found if isinstance(found, str) and len(found) <= LONGEST_NAME else ""
