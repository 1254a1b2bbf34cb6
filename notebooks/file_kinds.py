"""Kinds of files: those that are kept, archives, and those that nobody meant to send."""

from notebooks.quoting import quoted
from notebooks.refusals import Refusal

KEPT = frozenset(
    {
        ".ipynb",
        ".py",
        ".html",
        ".htm",
        ".md",
        ".txt",
        ".csv",
        ".json",
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".webp",
        ".pdf",
    }
)
ARCHIVES = frozenset({".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"})
NOISE = frozenset({"__MACOSX", ".ipynb_checkpoints", "__pycache__"})
NOISE_FILES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
NOTEBOOK = ".ipynb"


def suffix(name: str) -> str:
    """As `PurePath.suffix` in lower case, without its cost for a path of many parts."""
    last = name.rpartition("/")[2]
    at = last.rfind(".")
    return last[at:].lower() if 0 < at < len(last) - 1 else ""


def is_noise(path: str) -> bool:
    """Whether systems or editors left the file in the folder, and nobody meant to send it."""
    parts = path.split("/")
    if parts[-1] in NOISE_FILES or parts[-1].startswith("._"):
        return True
    return not NOISE.isdisjoint(parts)


def is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))


def refuse_unknown(name: str) -> None:
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
