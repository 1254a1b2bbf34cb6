"""Names of the entries of a zip, and what no entry may be."""

import stat
import unicodedata
import zipfile

from notebooks.limits import IntakeLimits
from notebooks.quoting import quoted
from notebooks.refusals import Refusal

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800


def path_of(entry: zipfile.ZipInfo) -> str:
    """The entry's name with `/` between its parts, as programs for Windows often do not write it.

    Old Windows zips have Japanese names in code page 932, in which some letters hold a byte that
    alone would be a backslash: it is decoded first.
    """
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8_NAME and not name.isascii():
        raw = name.encode("cp437")
        for encoding in ("utf-8", "cp932"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return _plain(unicodedata.normalize("NFC", name).replace("\\", "/"))


def _plain(path: str) -> str:
    """Without the steps that lead nowhere, `./` and `//`. "/" is left of `./` alone."""
    steps = [step for step in path.split("/") if step not in ("", ".")]
    return "/" * path.startswith("/") + "/".join(steps) + "/" * path.endswith("/")


def is_top(path: str) -> bool:
    """Whether it is the entry `./`, which some programs write for the folder that was packed."""
    return path == "/"


def refuse_unsafe(path: str) -> None:
    if not path:
        raise Refusal(
            "zip_nameless",
            en="The zip holds a file without a name. Make the zip again from your"
            " project folder with your system's own tool.",
            ja="zip の中に名前のないファイルがあります。OS 標準の機能で、プロジェクトの"
            "フォルダから zip を作り直してください。",
        )
    drive = path[1:2] == ":"
    if path.startswith("/") or drive or not {"..", "."}.isdisjoint(path.split("/")):
        shown = quoted(path)
        raise Refusal(
            "zip_unsafe_path",
            en=f"The zip holds “{shown}”, a path that leads out of the zip. Make the"
            " zip again from your project folder with your system's own tool.",
            ja=f"zip の中に、外を指すパス「{shown}」があります。OS 標準の機能で、"
            "プロジェクトのフォルダから zip を作り直してください。",
        )


def refuse_unreadable(entry: zipfile.ZipInfo, path: str) -> None:
    shown = quoted(path)
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


def refuse_long(path: str, limits: IntakeLimits) -> None:
    if len(path) > limits.path_characters:
        raise Refusal(
            "path_too_long",
            en=f"“{quoted(path)}” lies too deep in folders: with their names it has more"
            f" than {limits.path_characters} characters. Pack the project folder alone.",
            ja=f"「{quoted(path)}」はフォルダの階層が深すぎます（パス全体で"
            f" {limits.path_characters} 文字まで）。プロジェクトのフォルダだけを zip にしてください。",
        )


def refuse_twin(seen: dict[str, str], path: str) -> None:
    twin = seen.get(path.casefold())
    if twin is not None:
        raise Refusal(
            "duplicate_names",
            en=f"The zip holds two files of the same name: “{quoted(twin)}” and"
            f" “{quoted(path)}”. Keep the one you mean and make the zip again.",
            ja=f"zip の中に同じ名前のファイルが 2 つあります：「{quoted(twin)}」と"
            f"「{quoted(path)}」。必要な方だけを残して、zip を作り直してください。",
        )
    seen[path.casefold()] = path
