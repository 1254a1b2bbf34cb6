"""Modules and files that are not in the sandbox, and what is there instead; what only a person's machine has."""

import difflib
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from protocol.texts import Text
from workers.grader.libraries import LIBRARIES, PYTHON_2

MOST_NAMED = 12
_ALIKE = 0.8  # of difflib: "nunpy" and "numpy" are 0.8
COLAB_MAGICS = frozenset({"tensorflow_version", "bigquery", "shell"})
_MAGIC = re.compile(r"[Mm]agic (?:function )?`(%{1,2}\w{1,60})` not found")


@dataclass(frozen=True)
class Available:
    """What a student's code finds beside Python."""

    packages: tuple[str, ...]  # of the runtime, as "numpy==2.4.6"
    files: tuple[str, ...]  # relative to the notebook


def no_module(name: str, available: Available) -> Text:
    """`name`: dotted; "" if it may not be told."""
    root = name.partition(".")[0]
    if name in PYTHON_2:
        return {
            "en": f"`{name}` was a module of Python 2; `{PYTHON_2[name]}` takes its place.",
            "ja": f"`{name}` は Python 2 のモジュールです。代わりに `{PYTHON_2[name]}` を使ってください。",
        }
    if name == "google" or name.startswith("google.colab"):
        return {
            "en": "`google.colab` exists only in Google Colab. Take such lines out before"
            " you hand in, and read the data from the folder that the brief names.",
            "ja": "`google.colab` は Google Colab にしかありません。提出前にその行を消し、"
            "データは課題の説明にあるフォルダーから読み込んでください。",
        }
    shown = f" `{name}`" if name else ""
    en = (
        f"The module{shown} is not installed here; do without it."
        f" Installed are {_listed(available.packages)}."
    )
    ja = (
        f"モジュール{shown} はここにないので、使わずに書いてください。"
        f"使えるのは {_listed(available.packages)} です。"
    )
    if root and root not in LIBRARIES and root not in sys.stdlib_module_names:
        for meant in difflib.get_close_matches(root, LIBRARIES, n=1, cutoff=_ALIKE):
            en += f" Is `{meant}` meant?"
            ja += f"`{meant}` のつもりではありませんか。"
        en += f" If it is a file of your own, upload `{root}.py` together with the notebook."
        ja += f"自分で書いたファイルなら、`{root}.py` をノートブックと一緒に提出してください。"
    return {"en": en, "ja": ja}


def no_file(path: str, available: Available) -> Text:
    """`path`: as the student's code wrote it; "" if it may not be told."""
    en, ja = "The file is not here.", "ファイルがここにありません。"
    if path:
        en, ja = (
            f"The file `{path}` is not here.",
            f"ファイル `{path}` はここにありません。",
        )
    if path.startswith("/content/"):
        en += " That folder exists only in Google Colab."
        ja += "このフォルダーは Google Colab にしかありません。"
    elif path.startswith(("/kaggle/", "../input/")):
        en += " That folder exists only on Kaggle."
        ja += "このフォルダーは Kaggle にしかありません。"
    alike = [
        there
        for there in available.files
        if PurePosixPath(there).name == PurePosixPath(path.replace("\\", "/")).name
    ]
    if alike:
        en += f" It lies at `{alike[0]}`, seen from the notebook."
        ja += f"ノートブックから見て `{alike[0]}` にあります。"
    elif available.files:
        en += f" Beside the notebook are {_listed(available.files)}."
        ja += f"ノートブックのそばにあるのは {_listed(available.files)} です。"
    else:
        en += (
            " There are no data files while the checks ask your functions:"
            " let them work with what they are given."
        )
        ja += (
            "チェックが関数を呼ぶとき、データファイルはありません。"
            "渡された値だけで動くようにしてください。"
        )
    return {"en": en, "ja": ja}


def no_magic(message: str) -> Text:
    """For IPython's message that a command after % or %% is not found; {} for another."""
    found = _MAGIC.search(message)
    if found is None:
        return {}
    name = found[1]
    if name.lstrip("%") in COLAB_MAGICS:
        return {
            "en": f"`{name}` exists only in Google Colab. Take the line out before you hand in.",
            "ja": f"`{name}` は Google Colab にしかありません。提出前にその行を消してください。",
        }
    return {
        "en": f"`{name}` is a command of an extension or of another program, and not of Jupyter."
        " Take the line out.",
        "ja": f"`{name}` は拡張機能やほかのプログラムの命令で、Jupyter にはありません。"
        "その行を消してください。",
    }


def no_person() -> Text:
    return {
        "en": "The line waits for a person to type something, as `input()`, a password or the"
        " debugger do, and nobody can answer here. Write the value into the cell instead, or"
        " take the line out.",
        "ja": "この行は、`input()`、パスワード、デバッガーのように人の入力を待ちますが、ここでは誰も"
        "答えられません。代わりに値をセルに書くか、その行を消してください。",
    }


def no_network() -> Text:
    return {
        "en": "There is no network here. Read the data from the folder that the brief"
        " names, or leave the download out.",
        "ja": "ここではネットワークを使えません。データは課題の説明にあるフォルダーから"
        "読み込むか、ダウンロードを省いてください。",
    }


def _listed(names: Iterable[str]) -> str:
    """At most some of them, the pinned versions without their pins."""
    plain = [name.partition("==")[0] for name in names]
    more = " …" if len(plain) > MOST_NAMED else ""
    return ", ".join(f"`{name}`" for name in plain[:MOST_NAMED]) + more
