"""The work of a child process: checks an upload, renders a file as pages, compares two files."""

import codecs
import json
import secrets
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from notebooks.alignment.labels import DifferenceLabels
from notebooks.alignment.pages import Side, compare
from notebooks.documents import PICTURES, open_file
from notebooks.images import Album
from notebooks.intake import take_in
from notebooks.isolated.wire import Message
from notebooks.labels import Labels, Plural
from notebooks.limits import IntakeLimits
from notebooks.naming import suffix
from notebooks.pages import Writer
from notebooks.placeholders import Kind
from notebooks.recognise import Edition, NotebookSignature
from notebooks.refusals import Refusal
from notebooks.scrubbing import scrubbed
from notebooks.similarity.comparing import pack
from notebooks.similarity.works import marked, values_of
from notebooks.unpacking import Upload

OUT_OF_MEMORY = 3
"""The exit code of a child that reached its limit of memory."""

TAKE_IN, OPEN, COMPARE = "take_in", "open", "compare"
FINGERPRINT, MARK, SCRUB = "fingerprint", "mark", "scrub"


def run(request: Message) -> Message:
    """Does the job. A fault of ours goes into the answer, because a child cannot log."""
    job = _JOBS[request.header["job"]]
    try:
        return job(request.header, request.blobs)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 -- the client logs it
        return Message({"fault": traceback.format_exc()})


def intake_options(
    names: Sequence[str],
    project: NotebookSignature,
    all_projects: Sequence[NotebookSignature],
    limits: IntakeLimits,
) -> dict[str, Any]:
    return {
        "names": list(names),
        "project": project.as_json(),
        "all_projects": [other.as_json() for other in all_projects],
        "limits": asdict(limits),
    }


def _take_in(options: Mapping[str, Any], blobs: Sequence[bytes]) -> Message:
    """Checks an upload. Only files unpacked from a zip are sent back."""
    uploads: list[Upload] = list(zip(options["names"], blobs, strict=True))
    try:
        taken = take_in(
            uploads,
            NotebookSignature.parse(options["project"]),
            [NotebookSignature.parse(other) for other in options["all_projects"]],
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
    """Renders a file; answers with its document, its pages and its pictures as blobs."""
    writer = Writer(Labels.parse(options["labels"]), options["comment_url"])
    album = Album(options["picture_base"], beside=options["beside"])
    name, data = options["name"], blobs[0]
    opened = open_file(name, _read(name, data, options), writer, album)
    pages = [
        json.dumps([asdict(cell) for cell in page]).encode() for page in opened.pages
    ]
    return Message(
        {"pages": len(pages), "pictures": list(album.files)},
        [opened.document.as_json(), *pages, *album.files.values()],
    )


def _compare(options: Mapping[str, Any], blobs: Sequence[bytes]) -> Message:
    """Answers with the difference, its pages, and the pictures of the old and the new file."""
    old, new = (
        Side(name, _read(name, data, options), Album(base, beside=beside))
        for (name, base, beside), data in zip(options["sides"], blobs, strict=True)
    )
    made = compare(
        old,
        new,
        Labels.parse(options["labels"]),
        DifferenceLabels.parse(options["words"]),
        whole=options["whole"],
    )
    pages = [json.dumps([asdict(row) for row in page]).encode() for page in made.pages]
    names = [list(side.album.files) for side in (old, new)]
    pictures = [data for side in (old, new) for data in side.album.files.values()]
    return Message(
        {"pages": len(pages), "pictures": names},
        [made.difference.as_json(), *pages, *pictures],
    )


def _fingerprint(options: Mapping[str, Any], blobs: Sequence[bytes]) -> Message:
    """The fingerprints of a work's code, packed."""
    files = dict(zip(options["names"], blobs, strict=True))
    return Message({}, [pack(values_of(files))])


def _mark(options: Mapping[str, Any], blobs: Sequence[bytes]) -> Message:
    """The pieces of code that hold the given fingerprints, as JSON."""
    given = zip(options["names"], blobs, strict=True)
    files = {name: _read(name, data, options) for name, data in given}
    found = marked(files, frozenset(options["shared"]))
    return Message({}, [json.dumps([asdict(section) for section in found]).encode()])


def _scrub(options: Mapping[str, Any], blobs: Sequence[bytes]) -> Message:
    return Message({}, [scrubbed(options["name"], blobs[0])])


def _read(name: str, data: bytes, options: Mapping[str, Any]) -> bytes:
    """The file as its reader may know it: see `scrubbing`. Albums hold bare pictures anyway."""
    is_picture = suffix(name) in PICTURES
    return scrubbed(name, data) if options["scrub"] and not is_picture else data


_JOBS: Mapping[str, Callable[[Mapping[str, Any], Sequence[bytes]], Message]] = {
    TAKE_IN: _take_in,
    OPEN: _open,
    COMPARE: _compare,
    FINGERPRINT: _fingerprint,
    MARK: _mark,
    SCRUB: _scrub,
}


def warm_up() -> None:
    """Imports and caches all that jobs use, because a child can open no file to import it."""
    for name in ("utf-8-sig", "cp437", "cp932", "idna", "latin-1", "utf-16"):
        codecs.lookup(name)
    labels = asdict(Labels(**_sample_words(Labels), unshown=dict.fromkeys(Kind, "")))
    how = {"labels": labels, "scrub": True}
    options = {**how, "comment_url": "", "picture_base": "/", "beside": {}}
    book = _sample_notebook()
    for name, data in (("a.ipynb", book), ("a.txt", b"x"), ("a.png", b"x")):
        _open({**options, "name": name}, [data])
    side: tuple[str, str, dict[str, str]] = ("a.ipynb", "/", {})
    words = asdict(DifferenceLabels(**_sample_words(DifferenceLabels)))
    compared = {**how, "words": words, "sides": [side, side], "whole": True}
    _compare(compared, [book, book.replace(b"1.5", b"2.5")])
    signature = NotebookSignature(
        secrets.token_hex(4), {"en": ""}, editions=(Edition("any"),)
    )
    intake = intake_options(["a.ipynb"], signature, [signature], IntakeLimits())
    _take_in(intake, [book])
    _fingerprint({"names": ["a.ipynb"]}, [book])
    _mark({"names": ["a.ipynb"], "shared": [], "scrub": True}, [book])


def _sample_words(kind: type[Labels] | type[DifferenceLabels]) -> dict[str, Any]:
    return {
        word.name: Plural("", "") if word.type is Plural else ""
        for word in fields(kind)
        if word.name != "unshown"
    }


def _sample_notebook() -> bytes:
    html = {"text/html": "<table><tr><td><b>1</b></td></tr></table>"}
    drawing = {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'><g/></svg>"}
    outputs: list[dict[str, Any]] = [
        {"output_type": "display_data", "data": drawing},
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
