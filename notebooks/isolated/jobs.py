"""What a child does with an upload: take it in, or make pages of it."""

import codecs
import json
import secrets
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from notebooks.documents import open_file
from notebooks.images import Album
from notebooks.intake import take_in
from notebooks.isolated.wire import Message
from notebooks.limits import IntakeLimits
from notebooks.pages import Labels, Plural, Writer
from notebooks.recognise import Edition, NotebookSignature
from notebooks.refusals import Refusal
from notebooks.unpacking import Upload

OUT_OF_MEMORY = 3
"""The exit code of a child that reached its limit of memory."""

TAKE_IN, OPEN = "take_in", "open"


def run(request: Message) -> Message:
    """The answer. A fault of ours is told in it, since a child has nowhere to log."""
    job = _JOBS[request.header["job"]]
    try:
        return job(request.header, request.blobs)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 -- whatever it is, the client logs it
        return Message({"fault": traceback.format_exc()})


def intake_options(
    names: Sequence[str],
    project: NotebookSignature,
    all_projects: Sequence[NotebookSignature],
    limits: IntakeLimits,
) -> dict[str, Any]:
    return {
        "names": list(names),
        "project": _plain(project),
        "all_projects": [_plain(other) for other in all_projects],
        "limits": asdict(limits),
    }


def _plain(tells: NotebookSignature) -> dict[str, Any]:
    fingerprints = sorted(tells.starter_fingerprints)
    return {**asdict(tells), "starter_fingerprints": fingerprints}


def _tells(given: Mapping[str, Any]) -> NotebookSignature:
    editions = tuple(
        Edition(one["slug"], tuple(one["assigns"]), tuple(one["imports"]))
        for one in given["editions"]
    )
    return NotebookSignature(
        slug=given["slug"],
        title=given["title"],
        defines=tuple(given["defines"]),
        imports=tuple(given["imports"]),
        editions=editions,
        starter_fingerprints=frozenset(given["starter_fingerprints"]),
        side_files=tuple(given["side_files"]),
    )


def _take_in(options: Mapping[str, Any], blobs: Sequence[bytes]) -> Message:
    """Of the files, only those that came out of a zip are sent back."""
    uploads: list[Upload] = list(zip(options["names"], blobs, strict=True))
    try:
        taken = take_in(
            uploads,
            _tells(options["project"]),
            [_tells(other) for other in options["all_projects"]],
            IntakeLimits(**options["limits"]),
        )
    except Refusal as refusal:
        return Message({"refusal": {"code": refusal.code, **refusal.words}})
    sent = {id(data): number for number, data in enumerate(blobs)}
    answer = {
        "notebook_name": taken.notebook_name,
        "edition": taken.edition,
        "notes": [dict(note) for note in taken.notes],
        "files": {path: sent.get(id(data)) for path, data in taken.files.items()},
    }
    unpacked = [data for data in taken.files.values() if id(data) not in sent]
    return Message(answer, unpacked)


def _open(options: Mapping[str, Any], blobs: Sequence[bytes]) -> Message:
    """The document, then its pages, then its pictures, each as a blob."""
    writer = Writer(Labels.parse(options["labels"]), options["comment_url"])
    album = Album(options["picture_base"])
    opened = open_file(options["name"], blobs[0], writer, album)
    pages = [
        json.dumps([asdict(cell) for cell in page]).encode() for page in opened.pages
    ]
    return Message(
        {"pages": len(pages), "pictures": list(album.files)},
        [opened.document.as_json(), *pages, *album.files.values()],
    )


_JOBS: Mapping[str, Callable[[Mapping[str, Any], Sequence[bytes]], Message]] = {
    TAKE_IN: _take_in,
    OPEN: _open,
}


def warm_up() -> None:
    """Imports and caches what jobs use, since a child cannot open a file to import from."""
    for name in ("utf-8-sig", "cp437", "cp932", "idna", "latin-1", "utf-16"):
        codecs.lookup(name)
    labels = asdict(Labels(**_sample_labels()))
    options = {"labels": labels, "comment_url": "", "picture_base": "/"}
    book = _sample_notebook()
    for name, data in (("a.ipynb", book), ("a.txt", b"x"), ("a.png", b"x")):
        _open({**options, "name": name}, [data])
    tells = NotebookSignature(
        secrets.token_hex(4), {"en": ""}, editions=(Edition("any"),)
    )
    intake = intake_options(["a.ipynb"], tells, [tells], IntakeLimits())
    _take_in(intake, [book])


def _sample_labels() -> dict[str, Any]:
    words = dict.fromkeys(Labels.__dataclass_fields__, "")
    plurals = [name for name in words if name.startswith(("more_", "dropped_"))]
    return {**words, **dict.fromkeys(plurals, Plural("", ""))}


def _sample_notebook() -> bytes:
    html = {"text/html": "<table><tr><td><b>1</b></td></tr></table>"}
    outputs: list[dict[str, Any]] = [
        {"output_type": "stream", "name": "stdout", "text": "\x1b[31m1\x1b[0m\r2"},
        {"output_type": "display_data", "data": html},
    ]
    source = (
        "import numpy as np\n%time\nclass A:\n    x = 1.5 + 2\n    def f(self): ..."
    )
    text = "# a `b` $c$\n\n|d|\n|-|\n|e|\n\n\\begin{align}f\\end{align}\n\n![g](h)&amp;"
    cells = [
        {"cell_type": "code", "source": source, "outputs": outputs},
        {"cell_type": "code", "source": "def g(:", "outputs": []},
        {"cell_type": "markdown", "source": text},
    ]
    return json.dumps({"nbformat": 4, "cells": cells}).encode()
