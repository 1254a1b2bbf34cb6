"""Turns what a browser sends (a file, several, or one zip) into bytes by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from notebooks.disguised import has_notebook, is_notebook, is_zip, renamed, zip_note
from notebooks.file_kinds import ARCHIVES, is_noise, refuse_unknown, suffix
from notebooks.limits import IntakeLimits
from notebooks.naming import direct_name
from notebooks.quoting import quoted
from notebooks.receiving import Upload, add, read_upload, too_many_files
from notebooks.refusals import Refusal, Text
from notebooks.zips import not_opened, unzip


@dataclass(frozen=True)
class Unpacked:
    files: dict[str, bytes]  # by name, or by path with `/` from a zip; without noise
    notes: tuple[Text, ...] = ()


def unpack(uploads: Sequence[Upload], limits: IntakeLimits) -> Unpacked:
    """Everything that was sent, with safe names. Raises Refusal."""
    if not uploads:
        raise Refusal(
            "no_files",
            en="No file arrived. Pick your notebook (.ipynb), or a zip that holds it.",
            ja="ファイルが届いていません。ノートブック（.ipynb）か、それを含む zip を"
            "選んでください。",
        )
    if len(uploads) > limits.files:
        raise too_many_files(len(uploads), limits)
    named = [(direct_name(name, limits), sent) for name, sent in uploads]
    files: dict[str, bytes] = {}
    left = limits.total_bytes
    for name, sent in named:
        data = read_upload(sent, left, limits)
        left -= len(data)
        if not is_noise(name):
            add(files, name, data)
    first = next(iter(files), "")
    if len(files) == 1 and is_zip(first, files[first]):
        opened, notes = unzip(files[first], limits)
        return Unpacked(opened, (*zip_note(first), *notes))
    return _unpacked(files, limits)


def _unpacked(files: Mapping[str, bytes], limits: IntakeLimits) -> Unpacked:
    """Files as they were picked. Archives beside a notebook are data, and not opened."""
    archives = [name for name in files if suffix(name) in ARCHIVES]
    if not has_notebook(files):
        archives = [name for name in archives if not is_notebook(files[name])]
    single = {name: data for name, data in files.items() if name not in archives}
    single, notes = renamed(single, limits)
    if archives and has_notebook(single):
        return Unpacked(_known(single), (*notes, not_opened(archives)))
    zips = [name for name in archives if suffix(name) == ".zip"]
    if zips:
        raise _zip_with_other_files(zips[0])
    return Unpacked(_known({**single, **dict.fromkeys(archives, b"")}), notes)


def _known(files: dict[str, bytes]) -> dict[str, bytes]:
    for name in files:
        refuse_unknown(name)
    return files


def _zip_with_other_files(name: str) -> Refusal:
    return Refusal(
        "zip_with_other_files",
        en=f"“{quoted(name)}” came together with other files, none of which is a"
        " notebook. Upload either one zip or the single files.",
        ja=f"「{quoted(name)}」と、ノートブックではない他のファイルが一緒に送られました。"
        "zip を 1 つだけ、または個々のファイルだけをアップロードしてください。",
    )
