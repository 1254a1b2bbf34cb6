"""The jobs as functions, for processes that must not read uploads themselves."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from notebooks.alignment.labels import DifferenceLabels
from notebooks.documents import Document
from notebooks.intake import HandIn
from notebooks.isolated import jobs
from notebooks.isolated.client import Exceeded, client
from notebooks.isolated.exceeded import refusal_of
from notebooks.labels import Labels
from notebooks.limits import IntakeLimits
from notebooks.receiving import Upload, read_upload
from notebooks.refusals import Refusal
from notebooks.signatures import NotebookSignature
from notebooks.similarity.works import MarkedSection


@dataclass(frozen=True)
class RenderedFile:
    document: Document
    pages: Sequence[bytes]  # JSON of lists of PageCell
    pictures: Mapping[str, bytes]  # by name


def take_in(
    uploads: Sequence[Upload],
    project: NotebookSignature,
    all_projects: Sequence[NotebookSignature],
    limits: IntakeLimits,
) -> HandIn:
    """Checks and parses an upload. Raises Overloaded, or Refusal, also if it exceeds a limit."""
    left = limits.total_bytes
    blobs: list[bytes] = []
    for _name, sent in uploads:
        blobs.append(read_upload(sent, left, limits))
        left -= len(blobs[-1])
    names = [name for name, _sent in uploads]
    options = jobs.intake_options(names, project, all_projects, limits)
    try:
        answer = client.run(jobs.TAKE_IN, options, blobs)
    except Exceeded as exceeded:
        raise refusal_of(exceeded.reason) from exceeded
    given = answer.header
    if "refusal" in given:
        raise Refusal(**given["refusal"])
    unpacked = iter(answer.blobs)
    files = {
        path: next(unpacked) if number is None else blobs[number]
        for path, number in given["files"].items()
    }
    return HandIn(
        given["notebook_name"], files, given["edition"], tuple(given["notes"])
    )


def open_file(  # noqa: PLR0913 -- all that decides how a file is rendered
    name: str,
    data: bytes,
    *,
    labels: Labels,
    comment_url: str,
    picture_base: str,
    beside: Mapping[str, str],
    scrub: bool = False,
) -> RenderedFile:
    """The file as pages, with `scrub` without what names its author. Raises Exceeded and Overloaded."""
    options = {
        "name": name,
        "labels": asdict(labels),
        "comment_url": comment_url,
        "picture_base": picture_base,
        "beside": beside,
        "scrub": scrub,
    }
    answer = client.run(jobs.OPEN, options, [data])
    document, *rest = answer.blobs
    count = answer.header["pages"]
    pictures = zip(answer.header["pictures"], rest[count:], strict=True)
    return RenderedFile(Document.parse(document), rest[:count], dict(pictures))


@dataclass(frozen=True)
class ComparedSide:
    """`beside`: addresses of pictures by their path beside a notebook."""

    name: str
    data: bytes
    picture_base: str
    beside: Mapping[str, str]


@dataclass(frozen=True)
class ComparedFiles:
    difference: bytes  # JSON of a Difference
    pages: Sequence[bytes]  # JSON of lists of Row
    old_pictures: Mapping[str, bytes]  # by name
    new_pictures: Mapping[str, bytes]


def compare_files(  # noqa: PLR0913 -- two files, and how they are shown
    old: ComparedSide,
    new: ComparedSide,
    *,
    labels: Labels,
    words: DifferenceLabels,
    whole: bool,
    scrub: bool = False,
) -> ComparedFiles:
    """The difference as pages. Raises Exceeded and Overloaded."""
    options = {
        "labels": asdict(labels),
        "words": asdict(words),
        "sides": [(one.name, one.picture_base, one.beside) for one in (old, new)],
        "whole": whole,
        "scrub": scrub,
    }
    answer = client.run(jobs.COMPARE, options, [old.data, new.data])
    difference, *rest = answer.blobs
    pages, pictures = rest[: answer.header["pages"]], rest[answer.header["pages"] :]
    names, new_names = answer.header["pictures"]
    return ComparedFiles(
        difference,
        pages,
        dict(zip(names, pictures, strict=False)),
        dict(zip(new_names, pictures[len(names) :], strict=True)),
    )


def fingerprints_of(files: Mapping[str, bytes]) -> bytes:
    """The packed fingerprints of a work's code. Raises Exceeded and Overloaded."""
    answer = client.run(jobs.FINGERPRINT, {"names": list(files)}, list(files.values()))
    return answer.blobs[0]


def scrubbed_file(name: str, data: bytes) -> bytes:
    """The file without what names its author. Raises Exceeded and Overloaded."""
    return client.run(jobs.SCRUB, {"name": name}, [data]).blobs[0]


def marked(
    files: Mapping[str, bytes], shared: Collection[int], *, scrub: bool = False
) -> tuple[MarkedSection, ...]:
    """A work's code with the lines that hold `shared`. Raises Exceeded and Overloaded."""
    options = {"names": list(files), "shared": list(shared), "scrub": scrub}
    answer = client.run(jobs.MARK, options, list(files.values()))
    return tuple(
        MarkedSection(
            **{**one, "lines": tuple(one["lines"]), "marked": tuple(one["marked"])}
        )
        for one in json.loads(answer.blobs[0])
    )
