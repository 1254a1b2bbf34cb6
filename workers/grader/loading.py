"""Reads a submission from disk as the site reads an upload."""

from pathlib import Path

from notebooks.intake import take_in
from notebooks.refusals import Refusal
from notebooks.signatures import NotebookSignature
from protocol.steps import Upload
from workers.packkit.pack import Pack

TAKEN = frozenset({".ipynb", ".py"})  # from a folder, which may hold anything


class UnusableUpload(Exception):
    """The file or folder named on the command line cannot be graded."""


def upload_from(path: Path, pack: Pack, edition: str | None = None) -> Upload:
    """Reads a notebook, a folder or a zip. Raises UnusableUpload."""
    try:
        signature = NotebookSignature.parse(pack.signature())
        taken = take_in(_read(path), signature, [signature])
    except OSError as error:
        raise UnusableUpload(f"{path}: {error.strerror}") from error
    except Refusal as refusal:
        raise UnusableUpload(f"{path}: {refusal.words['en']}") from refusal
    return Upload(taken.notebook_name, taken.files, edition or taken.edition)


def _read(path: Path) -> list[tuple[str, bytes]]:
    """The files to take; a single notebook is read with the .py files beside it."""
    if path.suffix == ".zip":
        return [(path.name, path.read_bytes())]
    if path.is_dir():
        files = [file for file in path.iterdir() if file.suffix in TAKEN]
    else:
        files = [path, *path.parent.glob("*.py")]
    return [(file.name, file.read_bytes()) for file in sorted(files)]
