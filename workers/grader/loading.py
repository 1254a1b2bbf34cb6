"""Reads a hand-in from disk as the web does from an upload."""

from pathlib import Path

from notebooks.intake import take_in
from notebooks.recognise import NotebookSignature
from notebooks.refusals import Refusal
from protocol.steps import Upload
from workers.packkit.pack import Pack

TAKEN = frozenset({".ipynb", ".py"})  # out of a folder, which may hold anything


class UnusableUpload(Exception):
    """What was named on the command line cannot be graded."""


def upload_from(path: Path, pack: Pack, edition: str | None = None) -> Upload:
    """From a notebook, a folder or a zip. Raises UnusableUpload."""
    try:
        signature = NotebookSignature.parse(pack.signature())
        taken = take_in(_read(path), signature, [signature])
    except OSError as error:
        raise UnusableUpload(f"{path}: {error.strerror}") from error
    except Refusal as refusal:
        raise UnusableUpload(f"{path}: {refusal.words['en']}") from refusal
    return Upload(taken.notebook_name, taken.files, edition or taken.edition)


def _read(path: Path) -> list[tuple[str, bytes]]:
    """One notebook is taken together with the .py files that lie beside it."""
    if path.suffix == ".zip":
        return [(path.name, path.read_bytes())]
    if path.is_dir():
        files = [file for file in path.iterdir() if file.suffix in TAKEN]
    else:
        files = [path, *path.parent.glob("*.py")]
    return [(file.name, file.read_bytes()) for file in sorted(files)]
