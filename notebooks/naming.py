"""Checks the names of files that browsers send and zips hold."""

import unicodedata

from notebooks.file_kinds import is_hidden, is_noise
from notebooks.limits import IntakeLimits
from notebooks.quoting import is_control, quoted
from notebooks.refusals import Refusal

_UNUSABLE = frozenset('<>:"|?*')  # cannot be stored on every system; look like markup


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
    if any(is_control(char) for char in name):
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
