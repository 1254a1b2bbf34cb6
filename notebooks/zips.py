"""Opens a zip that may be hostile.

Sizes and counts in its headers are not trusted, and nothing is written to disk.
"""

import io
import stat
import unicodedata
import zipfile
import zlib

from notebooks.limits import IntakeLimits
from notebooks.naming import (
    ARCHIVES,
    KEPT,
    is_hidden,
    is_noise,
    quoted,
    safe_name,
    suffix,
)
from notebooks.refusals import Refusal, Text

_ENTRY_SIGNATURE = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_CHUNK = 64 * 1024


def unzip(
    data: bytes, limits: IntakeLimits
) -> tuple[dict[str, bytes], tuple[Text, ...]]:
    """The files by path, without a folder that holds all of them. Raises Refusal."""
    # Listing an entry takes memory, so first limit their number by counting signatures.
    if data.count(_ENTRY_SIGNATURE) > limits.zip_entries:
        raise _too_many_entries(limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            chosen, left_out = _chosen(archive, limits)
            files = _inflated(archive, chosen, len(data), limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError):
        raise Refusal(
            "zip_damaged",
            en="This zip file is damaged and cannot be opened. Make it again from your"
            " project folder and upload the new one.",
            ja="この zip ファイルは壊れていて開けません。プロジェクトのフォルダから作り直し、"
            "もう一度アップロードしてください。",
        ) from None
    return files, _notes(left_out)


def _chosen(
    archive: zipfile.ZipFile, limits: IntakeLimits
) -> tuple[dict[str, zipfile.ZipInfo], list[str]]:
    """The entries to read. All are checked, also those that are then left out."""
    chosen: dict[str, zipfile.ZipInfo] = {}
    left_out: list[str] = []
    seen: dict[str, str] = {}
    for entry in archive.infolist():
        path = _path(entry)
        _refuse_special(entry, path)
        if entry.is_dir() or is_noise(path):
            continue
        _refuse_long(path, limits)
        for part in path.split("/"):
            safe_name(part, limits)
        _refuse_twin(seen, path)
        if suffix(path) in ARCHIVES:
            raise _nested(path)
        if is_hidden(path) or suffix(path) not in KEPT:
            left_out.append(path)
        else:
            chosen[path] = entry
    if len(chosen) > limits.files:
        raise _too_many_files(len(chosen), limits)
    return chosen, left_out


def _path(entry: zipfile.ZipInfo) -> str:
    """The entry's name; old Windows zips have Japanese names in code page 932."""
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8_NAME and not name.isascii():
        raw = name.encode("cp437")
        for encoding in ("utf-8", "cp932"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return unicodedata.normalize("NFC", name)


def _refuse_special(entry: zipfile.ZipInfo, path: str) -> None:
    shown = quoted(path)
    if not path:
        raise Refusal(
            "zip_nameless",
            en="The zip holds a file without a name. Make the zip again from your"
            " project folder with your system's own tool.",
            ja="zip の中に名前のないファイルがあります。OS 標準の機能で、プロジェクトの"
            "フォルダから zip を作り直してください。",
        )
    parts = path.split("/")
    drive = path[1:2] == ":"
    if (
        path.startswith("/")
        or "\\" in path
        or drive
        or not {"..", "."}.isdisjoint(parts)
    ):
        raise Refusal(
            "zip_unsafe_path",
            en=f"The zip holds “{shown}”, a path that leads out of the zip. Make the"
            " zip again from your project folder with your system's own tool.",
            ja=f"zip の中に、外を指すパス「{shown}」があります。OS 標準の機能で、"
            "プロジェクトのフォルダから zip を作り直してください。",
        )
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refusal(
            "zip_link",
            en=f"The zip holds “{shown}”, a link and not a file. Replace it with the"
            " file it points to and make the zip again.",
            ja=f"zip の中の「{shown}」は、ファイルではなくリンクです。リンク先のファイルに"
            "置き換えて、zip を作り直してください。",
        )
    if entry.flag_bits & _ENCRYPTED:
        raise Refusal(
            "zip_encrypted",
            en="This zip is locked with a password. Make one without a password and"
            " upload it again.",
            ja="この zip にはパスワードがかかっています。パスワードなしで作り直し、"
            "もう一度アップロードしてください。",
        )
    if entry.compress_type not in _METHODS:
        raise Refusal(
            "zip_method",
            en=f"“{shown}” is packed in a way not read here. Make the zip again with"
            " your system's own tool.",
            ja=f"「{shown}」の圧縮方式には対応していません。OS 標準の機能で zip を"
            "作り直してください。",
        )


def _refuse_long(path: str, limits: IntakeLimits) -> None:
    if len(path) > limits.path_characters:
        raise Refusal(
            "path_too_long",
            en=f"“{quoted(path)}” lies too deep in folders: with their names it has more"
            f" than {limits.path_characters} characters. Pack the project folder alone.",
            ja=f"「{quoted(path)}」はフォルダの階層が深すぎます（パス全体で"
            f" {limits.path_characters} 文字まで）。プロジェクトのフォルダだけを zip にしてください。",
        )


def _inflated(
    archive: zipfile.ZipFile,
    chosen: dict[str, zipfile.ZipInfo],
    packed: int,
    limits: IntakeLimits,
) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    for path, entry in chosen.items():
        parts: list[bytes] = []
        with archive.open(entry) as stream:
            while part := stream.read(_CHUNK):
                total += len(part)
                _refuse_growth(total, packed, limits)
                parts.append(part)
        files[path] = b"".join(parts)
    return files


def _refuse_growth(total: int, packed: int, limits: IntakeLimits) -> None:
    if total > limits.zip_ratio_from and total > packed * limits.zip_ratio:
        raise Refusal(
            "zip_bomb",
            en=f"This zip unpacks to more than {limits.zip_ratio} times its size, so it"
            " was not opened further. Upload the notebook itself instead.",
            ja=f"この zip は展開すると元の {limits.zip_ratio} 倍を超えるため、展開を中止しました。"
            "zip にせず、ノートブックをそのままアップロードしてください。",
        )
    if total > limits.total_bytes:
        raise Refusal(
            "zip_too_large",
            en=f"This zip unpacks to more than {limits.megabytes} MB. Leave out data"
            " sets and pictures, and pack only the notebook and its .py files.",
            ja=f"この zip は展開すると {limits.megabytes} MB を超えます。データセットや画像を"
            "除き、ノートブックと .py ファイルだけを入れてください。",
        )


def _refuse_twin(seen: dict[str, str], path: str) -> None:
    twin = seen.setdefault(path.casefold(), path)
    if twin is not path:
        raise Refusal(
            "duplicate_names",
            en=f"The zip holds two files of the same name: “{quoted(twin)}” and"
            f" “{quoted(path)}”. Keep the one you mean and make the zip again.",
            ja=f"zip の中に同じ名前のファイルが 2 つあります：「{quoted(twin)}」と"
            f"「{quoted(path)}」。必要な方だけを残して、zip を作り直してください。",
        )


def _nested(path: str) -> Refusal:
    return Refusal(
        "zip_nested",
        en=f"The zip holds another archive, “{quoted(path)}”. Put the files themselves"
        " into one zip.",
        ja=f"zip の中に別の圧縮ファイル「{quoted(path)}」があります。ファイルそのものを 1 つの"
        " zip に入れてください。",
    )


def _too_many_entries(limits: IntakeLimits) -> Refusal:
    return Refusal(
        "zip_too_many_entries",
        en=f"The zip lists more than {limits.zip_entries} entries. Pack only the"
        " notebook and its .py files.",
        ja=f"zip の項目が {limits.zip_entries} 個を超えています。ノートブックと .py ファイルだけを"
        "入れてください。",
    )


def _too_many_files(count: int, limits: IntakeLimits) -> Refusal:
    return Refusal(
        "too_many_files",
        en=f"The zip holds {count} files; {limits.files} are the most. Pack only the"
        " notebook and the .py files it imports.",
        ja=f"zip の中にファイルが {count} 個あり、上限の {limits.files} 個を超えています。"
        "ノートブックと、そこから読み込む .py だけを入れてください。",
    )


def _notes(left_out: list[str]) -> tuple[Text, ...]:
    if not left_out:
        return ()
    shown = ", ".join(quoted(path) for path in left_out[:5])
    more = "…" if len(left_out) > 5 else ""  # noqa: PLR2004 -- as many as were shown
    return (
        {
            "en": f"Not kept from the zip, as grading does not need it: {shown}{more}",
            "ja": f"採点に不要なため、zip から保存しなかったファイル：{shown}{more}",
        },
    )
