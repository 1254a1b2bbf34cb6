"""The work of a child process: checks an upload, renders a file as pages, compares two files."""

import codecs
import json
import secrets
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from notebooks.album import Album
from notebooks.alignment.labels import DifferenceLabels
from notebooks.alignment.pages import Side, compare
from notebooks.encodings import CODECS
from notebooks.file_kinds import suffix
from notebooks.images import PICTURES
from notebooks.intake import take_in
from notebooks.isolated.samples import sample_notebook, sample_words
from notebooks.isolated.wire import Message
from notebooks.labels import Labels
from notebooks.limits import IntakeLimits
from notebooks.opening import open_file
from notebooks.pages import Writer
from notebooks.receiving import Upload
from notebooks.refusals import Refusal
from notebooks.scrubbing import scrubbed
from notebooks.signatures import Edition, NotebookSignature
from notebooks.similarity.comparing import pack
from notebooks.similarity.works import marked, values_of
from notebooks.unshown import Kind

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
    for name in ("utf-8-sig", "cp437", "cp932", "idna", "latin-1", *CODECS):
        codecs.lookup(name)
    labels = asdict(Labels(**sample_words(Labels), unshown=dict.fromkeys(Kind, "")))
    how = {"labels": labels, "scrub": True}
    options = {**how, "comment_url": "", "picture_base": "/", "beside": {}}
    book = sample_notebook()
    for name, data in (("a.ipynb", book), ("a.txt", b"x"), ("a.png", b"x")):
        _open({**options, "name": name}, [data])
    side: tuple[str, str, dict[str, str]] = ("a.ipynb", "/", {})
    words = asdict(DifferenceLabels(**sample_words(DifferenceLabels)))
    compared = {**how, "words": words, "sides": [side, side], "whole": True}
    _compare(compared, [book, book.replace(b"1.5", b"2.5")])
    signature = NotebookSignature(
        secrets.token_hex(4), {"en": ""}, editions=(Edition("any"),)
    )
    intake = intake_options(["a.ipynb"], signature, [signature], IntakeLimits())
    _take_in(intake, [book])
    _fingerprint({"names": ["a.ipynb"]}, [book])
    _mark({"names": ["a.ipynb"], "shared": [], "scrub": True}, [book])
