"""Finds the submissions in a folder, and reads each as a student would have uploaded it.

A notebook or a zip is a submission. So is a folder, with the files beside its notebook; a folder
that holds several submissions in folders of their own is a group of them ("2017/anna").
"""

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from notebooks.file_kinds import KEPT, is_hidden, is_noise, suffix

NOTEBOOK, ZIP = ".ipynb", ".zip"


@dataclass(frozen=True)
class Submission:
    name: str  # its path below the folder, with "/"
    path: Path

    @cached_property
    def digest(self) -> str:
        return digest_of(self.read())

    def read(self) -> dict[str, bytes]:
        """Its files by their path below it. A zip stays one file."""
        if not self.path.is_dir():
            return {self.path.name: self.path.read_bytes()}
        files = _below(self.path)
        zips = [name for name in files if suffix(name) == ZIP]
        if len(zips) == len(files) == 1:
            return files
        kinds = KEPT if _has_notebook(files) else KEPT | {""}
        return {name: data for name, data in files.items() if suffix(name) in kinds}


def digest_of(files: Mapping[str, bytes]) -> str:
    """A digest of names and contents."""
    digest = hashlib.sha256()
    for name, data in sorted(files.items()):
        digest.update(f"{name}\0{hashlib.sha256(data).hexdigest()}\n".encode())
    return digest.hexdigest()


def find_submissions(folder: Path) -> tuple[list[Submission], list[str]]:
    """The submissions in order of their names, and the names of what is none."""
    found: list[Submission] = []
    passed_over: list[str] = []
    for path in _visible(folder):
        name = path.relative_to(folder).as_posix()
        if path.is_dir():
            found += _in_folder(path, folder)
        elif is_submitted(path):
            found.append(Submission(name, path))
        else:
            passed_over.append(name)
    return sorted(found, key=lambda one: one.name), passed_over


def is_submitted(path: Path) -> bool:
    """Whether the file is a submission; browsers save notebooks as `.ipynb.json` or `.txt`."""
    return suffix(path.name) == ZIP or NOTEBOOK in path.name.lower()


def uploads_of(files: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    """What a student would have sent: the files, or one zip when they lie in folders."""
    if not any("/" in name for name in files):
        return sorted(files.items())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(name, data)
    return [("submission.zip", packed.getvalue())]


def _in_folder(path: Path, root: Path) -> Iterator[Submission]:
    here = [each for each in _visible(path) if each.is_file() and is_submitted(each)]
    below = [each for each in path.rglob("*") if _counts(each, path)]
    if any(suffix(each.name) != ZIP for each in here) or len(below) <= 1:
        yield Submission(path.relative_to(root).as_posix(), path)
        return
    for each in here:
        yield Submission(each.relative_to(root).as_posix(), each)
    for each in _visible(path):
        if each.is_dir():
            yield from _in_folder(each, root)


def _counts(path: Path, below: Path) -> bool:
    name = path.relative_to(below).as_posix()
    return path.is_file() and is_submitted(path) and not _is_left_out(name)


def _below(folder: Path) -> dict[str, bytes]:
    names = {
        path: path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return {
        name: path.read_bytes()
        for path, name in names.items()
        if not _is_left_out(name)
    }


def _has_notebook(names: Mapping[str, bytes]) -> bool:
    return any(suffix(name) == NOTEBOOK for name in names)


def _visible(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not _is_left_out(path.name))


def _is_left_out(name: str) -> bool:
    return is_noise(name) or is_hidden(name)
