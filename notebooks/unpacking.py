"""Turns what a browser sends (a file, several, or one zip) into bytes by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from notebooks.disguised import has_notebook, is_notebook, is_zip, renamed, zip_note
from notebooks.limits import IntakeLimits
from notebooks.naming import ARCHIVES, KEPT, direct_name, is_noise, quoted, suffix
from notebooks.refusals import Refusal, Text
from notebooks.zips import not_opened, unzip


class Sent(Protocol):
    """An open upload, such as a web framework's uploaded file or a `BytesIO`."""

    def read(self, size: int, /) -> bytes: ...


Upload = tuple[str, bytes | Sent]


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
        _refuse_unknown(name)
    return files


def _zip_with_other_files(name: str) -> Refusal:
    return Refusal(
        "zip_with_other_files",
        en=f"“{quoted(name)}” came together with other files, none of which is a"
        " notebook. Upload either one zip or the single files.",
        ja=f"「{quoted(name)}」と、ノートブックではない他のファイルが一緒に送られました。"
        "zip を 1 つだけ、または個々のファイルだけをアップロードしてください。",
    )


def read_upload(sent: bytes | Sent, left: int, limits: IntakeLimits) -> bytes:
    """Reads at most `left` bytes; counts those read, and ignores the announced size."""
    if isinstance(sent, bytes):
        if len(sent) > left:
            raise _too_large(limits)
        return sent
    parts: list[bytes] = []
    while part := sent.read(min(left + 1, 1 << 20)):
        left -= len(part)
        if left < 0:
            raise _too_large(limits)
        parts.append(part)
    return b"".join(parts)


def _too_large(limits: IntakeLimits) -> Refusal:
    return Refusal(
        "too_large",
        en=f"The upload is larger than {limits.megabytes} MB. Leave out data sets and"
        " clear outputs you do not need (Kernel → Restart & Clear Output, then run"
        " again).",
        ja=f"アップロードが {limits.megabytes} MB を超えています。データセットを除き、"
        "不要な出力を消して（Kernel → Restart & Clear Output の後に再実行）から、"
        "もう一度アップロードしてください。",
    )


def _refuse_unknown(name: str) -> None:
    kind = suffix(name)
    shown = quoted(name)
    if kind in ARCHIVES:
        raise Refusal(
            "archive_type",
            en=f"“{shown}” is an archive of a kind not read here. Pack your files as"
            " .zip, or upload the notebook itself.",
            ja=f"「{shown}」の圧縮形式には対応していません。.zip にするか、ノートブックを"
            "そのままアップロードしてください。",
        )
    if kind not in KEPT:
        raise Refusal(
            "unknown_type",
            en=f"“{shown}” is not a kind of file that belongs to a project. Upload the"
            " notebook (.ipynb) and the .py files it imports, and leave this one out.",
            ja=f"「{shown}」はプロジェクトで受け付けていない種類のファイルです。"
            "ノートブック（.ipynb）とそこから読み込む .py だけをアップロードしてください。",
        )


def too_many_files(count: int, limits: IntakeLimits) -> Refusal:
    return Refusal(
        "too_many_files",
        en=f"{count} files are more than the {limits.files} that one upload may hold."
        " Upload the notebook and the .py files it imports.",
        ja=f"ファイルが {count} 個あり、上限の {limits.files} 個を超えています。"
        "ノートブックと、そこから読み込む .py だけをアップロードしてください。",
    )


def add(files: dict[str, bytes], name: str, data: bytes) -> None:
    """Adds a file; refuses a name that some systems would take for an existing one."""
    twin = next((other for other in files if other.casefold() == name.casefold()), None)
    if twin is not None:
        raise Refusal(
            "duplicate_names",
            en=f"Two files have the same name: “{quoted(twin)}” and “{quoted(name)}”."
            " Keep the one you mean and upload again.",
            ja=f"同じ名前のファイルが 2 つあります：「{quoted(twin)}」と「{quoted(name)}」。"
            "必要な方だけを残して、もう一度アップロードしてください。",
        )
    files[name] = data
