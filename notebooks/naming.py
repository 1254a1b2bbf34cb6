"""Checks file names from browsers and zips, and recognises files that nobody meant to send."""

import unicodedata
from collections.abc import Sequence

from notebooks.limits import IntakeLimits
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
        ".pdf",
    }
)
ARCHIVES = frozenset({".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar"})
NOISE = frozenset({"__MACOSX", ".ipynb_checkpoints", "__pycache__"})
NOISE_FILES = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
NOTEBOOK = ".ipynb"
_UNUSABLE = frozenset('<>:"|?*')  # cannot be stored on every system; look like markup
_QUOTED_CHARACTERS = 60


def quoted(name: str) -> str:
    """The name as it may stand in a sentence: short, and without control characters."""
    plain = "".join("�" if _is_control(char) else char for char in name)
    if len(plain) <= _QUOTED_CHARACTERS:
        return plain
    return plain[:_QUOTED_CHARACTERS] + "…"


def enumerated(names: Sequence[str], most: int) -> str:
    """The first of the names as they may stand in a sentence; `…` for the rest."""
    shown = ", ".join(quoted(name) for name in names[:most])
    return f"{shown}…" if len(names) > most else shown


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


def safe_name(name: str, limits: IntakeLimits) -> str:
    """The name in NFC, checked for storing. Raises Refusal. `/` is not checked."""
    name = unicodedata.normalize("NFC", name)
    shown = quoted(name)
    if not name.strip():
        raise Refusal(
            "name_empty",
            en="A file came without a name. Give it a name and upload it again.",
            ja="名前のないファイルがあります。名前を付けて、もう一度アップロードしてください。",
        )
    if any(_is_control(char) for char in name):
        raise Refusal(
            "name_control_characters",
            en=f"The file name “{shown}” holds invisible control characters. Rename"
            " the file and upload it again.",
            ja=f"ファイル名「{shown}」に目に見えない制御文字が含まれています。名前を変えて、"
            "もう一度アップロードしてください。",
        )
    if len(name) > limits.name_characters:
        raise Refusal(
            "name_too_long",
            en=f"The file name “{shown}” is longer than {limits.name_characters}"
            " characters. Give the file a shorter name and upload it again.",
            ja=f"ファイル名「{shown}」が {limits.name_characters} 文字を超えています。"
            "短い名前にして、もう一度アップロードしてください。",
        )
    bad = sorted(_UNUSABLE.intersection(name))
    if bad:
        raise Refusal(
            "name_unusable_characters",
            en=f"The file name “{shown}” holds {' '.join(bad)}, which not every system"
            " can store. Rename the file and upload it again.",
            ja=f"ファイル名「{shown}」に、使えない文字（{' '.join(bad)}）が含まれています。"
            "名前を変えて、もう一度アップロードしてください。",
        )
    return name


def direct_name(name: str, limits: IntakeLimits) -> str:
    """The name of a file that was picked on its own. Raises Refusal."""
    if "/" in name or "\\" in name:
        shown = quoted(name)
        raise Refusal(
            "name_with_path",
            en=f"The file name “{shown}” is a path. Upload the file under its plain"
            " name, or put the folder into one zip.",
            ja=f"ファイル名「{shown}」がパスになっています。ファイル名だけでアップロードするか、"
            "フォルダを 1 つの zip にまとめてください。",
        )
    name = safe_name(name, limits)
    if is_hidden(name) and not is_noise(name):
        shown = quoted(name)
        raise Refusal(
            "name_hidden",
            en=f"“{shown}” is a hidden file (its name starts with a dot). Leave it out,"
            " or rename it if it belongs to your project.",
            ja=f"「{shown}」は隠しファイル（名前が「.」で始まるもの）です。取り除くか、"
            "プロジェクトに必要なら名前を変えてください。",
        )
    return name


def _is_control(char: str) -> bool:
    """Whether it is a control character or one that changes the direction of text."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
