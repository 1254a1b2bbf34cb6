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
ONLY_ON = {
    "google.colab": "Google Colab",
    "kaggle_secrets": "Kaggle",
    "kaggle_datasets": "Kaggle",
}
_IMPORTED = re.compile(r"\b(?:from|import)\s+([\w.]{1,100})(?:\s+import\s+(\w{1,60}))?")
_OF_A_PERSON = re.compile(
    r"[A-Za-z]:[\\/]|~[\\/]|/(?:Users|home|Volumes|mnt/[a-z])/", re.ASCII
)
_MAGIC = re.compile(r"[Mm]agic (?:function )?`(%{1,2}\w{1,60})` not found")


@dataclass(frozen=True)
class Available:
    """What a student's code finds beside Python."""

    packages: tuple[str, ...]  # of the runtime, as "numpy==2.4.6"
    files: tuple[str, ...]  # relative to the notebook


def no_module(name: str, available: Available, source_line: str = "") -> Text:
    """`name`: dotted; "" if it may not be told. The line that imports it may name more of it."""
    root = name.partition(".")[0]
    written = _as_written(name, source_line)
    if name in PYTHON_2:
        return {
            "en": f"`{name}` was a module of Python 2; `{PYTHON_2[name]}` takes its place.",
            "ja": f"`{name}` は Python 2 のモジュールです。代わりに `{PYTHON_2[name]}` を使ってください。",
        }
    if written == "google" or written.startswith("google.colab"):
        written = "google.colab"
    if written in ONLY_ON:
        return {
            "en": f"`{written}` exists only {_on(ONLY_ON[written])}. Take such lines out before"
            " you hand in, and read the data from the folder that the brief names.",
            "ja": f"`{written}` は {ONLY_ON[written]} にしかありません。提出前にその行を消し、"
            "データは課題の説明にあるフォルダーから読み込んでください。",
        }
    shown = f" `{written}`" if written else ""
    en = (
        f"The module{shown} is not installed here; do without it."
        f" Installed are {_listed(available.packages)}."
    )
    ja = (
        f"モジュール{shown} はここにないので、使わずに書いてください。"
        f"使えるのは {_listed(available.packages)} です。"
    )
    elsewhere = LIBRARIES | sys.stdlib_module_names | {"google"}
    if root and root not in elsewhere:
        for meant in difflib.get_close_matches(root, LIBRARIES, n=1, cutoff=_ALIKE):
            en += f" Is `{meant}` meant?"
            ja += f"`{meant}` のつもりではありませんか。"
        if written == name:
            en += f" If it is a file of your own, upload `{root}.py` together with the notebook."
            ja += f"自分で書いたファイルなら、`{root}.py` をノートブックと一緒に提出してください。"
        else:
            file = f"{written.replace('.', '/')}.py"
            en += (
                f" If it is a file of your own, upload `{file}` and the notebook in one zip"
                " that keeps the folder."
            )
            ja += (
                f"自分で書いたファイルなら、`{file}` とノートブックを、フォルダーごと 1 つの zip に"
                "まとめて提出してください。"
            )
    return {"en": en, "ja": ja}


def _as_written(name: str, source_line: str) -> str:
    """Python names the first part that is missing: "google" for `from google.cloud import x`."""
    for found in _IMPORTED.finditer(source_line):
        if f"{found[1]}.{found[2]}" == "google.colab":
            return "google.colab"
        if name and found[1].startswith(f"{name}."):
            return found[1]
    return name


def _on(place: str) -> str:
    return f"on {place}" if place == "Kaggle" else f"in {place}"


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
    elif _OF_A_PERSON.match(path):
        en += " That folder exists only on your own computer."
        ja += "このフォルダーは自分のコンピューターにしかありません。"
    elif "\\" in path:
        en += " Folders are separated by `/` here; `\\` does that on Windows alone."
        ja += (
            "ここではフォルダーを `/` で区切ります。`\\` は Windows だけの書き方です。"
        )
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


def no_script(path: str) -> Text:
    """For `%run` of a file that is not there."""
    return {
        "en": f"The file `{path}` is not here. Upload it together with the notebook, or copy its"
        " code into a cell.",
        "ja": f"ファイル `{path}` はここにありません。ノートブックと一緒に提出するか、中のコードを"
        "セルに書いてください。",
    }


def no_package() -> Text:
    """For an import with a leading dot."""
    return {
        "en": "A notebook belongs to no package, so an import cannot begin with a dot. Leave the"
        " dot out, as in `import helper`, and upload that file together with the notebook.",
        "ja": "ノートブックはパッケージの一部ではないため、import の名前をドットで始められません。"
        "`import helper` のようにドットを消し、そのファイルをノートブックと一緒に提出してください。",
    }


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
