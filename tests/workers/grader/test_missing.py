"""What is said of modules and files that are not there, beyond what test_raised.py holds."""

import builtins
import importlib.util

import pytest

from workers.grader.libraries import PYTHON_2
from workers.grader.missing import (
    MOST_NAMED,
    Available,
    no_file,
    no_magic,
    no_module,
)

AVAILABLE = Available(("numpy==2.4.6",), ("rides/hour.csv", "rides/day.csv"))
UPLOAD = "If it is a file of your own, upload"


@pytest.mark.parametrize(("old", "new"), PYTHON_2.items())
def test_what_replaces_a_module_of_python_2_exists_and_it_does_not(old, new) -> None:
    assert hasattr(builtins, new) or importlib.util.find_spec(new)
    assert "." in old or importlib.util.find_spec(old) is None
    for text in no_module(old, AVAILABLE).values():
        assert f"`{old}`" in text
        assert f"`{new}`" in text


@pytest.mark.parametrize(
    ("name", "upload"),
    [
        ("helper", "helper"),
        ("tools.plots", "tools"),
        ("torchx", "torchx"),
        ("torch", ""),
        ("torch.nn", ""),
        ("tkinter", ""),
        ("", ""),
        ("googlemaps", "googlemaps"),
    ],
)
def test_only_what_may_be_a_students_file_is_to_be_uploaded(name, upload) -> None:
    text = no_module(name, AVAILABLE)
    assert (f"{UPLOAD} `{upload}.py` together" in text["en"]) == bool(upload)
    assert (UPLOAD in text["en"]) == bool(upload)
    assert (f"`{upload}.py` をノートブックと一緒に" in text["ja"]) == bool(upload)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("nunpy", "numpy"), ("matplolib.pyplot", "matplotlib"), ("helper", "")],
)
def test_a_library_spelt_almost_so_is_named(name, meant) -> None:
    text = no_module(name, AVAILABLE)
    assert (f" Is `{meant}` meant?" in text["en"]) == bool(meant)
    assert (f"`{meant}` のつもり" in text["ja"]) == bool(meant)


@pytest.mark.parametrize("more", [0, 1])
def test_a_long_list_is_cut(more) -> None:
    names = tuple(f"p{n}==1.{n}" for n in range(MOST_NAMED + more))
    text = no_module("torch", Available(names, ()))["en"]
    shown = ", ".join(f"`p{n}`" for n in range(MOST_NAMED))
    assert text.endswith(f"Installed are {shown}{' …' if more else ''}.")


@pytest.mark.parametrize("path", ["day.csv", "../data/day.csv"])
def test_a_file_of_the_same_name_elsewhere_is_told(path) -> None:
    assert no_file(path, AVAILABLE) == {
        "en": f"The file `{path}` is not here. It lies at `rides/day.csv`, seen from the notebook.",
        "ja": f"ファイル `{path}` はここにありません。ノートブックから見て `rides/day.csv` にあります。",
    }


@pytest.mark.parametrize("path", ["birthday.csv", "Day.csv", "day.csv.zip", "rides"])
def test_a_name_that_is_only_alike_is_not_taken_for_it(path) -> None:
    text = no_file(path, AVAILABLE)
    assert text["en"] == (
        f"The file `{path}` is not here."
        " Beside the notebook are `rides/hour.csv`, `rides/day.csv`."
    )
    assert text["ja"].endswith("`rides/hour.csv`, `rides/day.csv` です。")


def test_a_path_that_may_not_be_told_finds_no_file() -> None:
    text = no_file("", AVAILABLE)
    assert text["en"].startswith("The file is not here. Beside the notebook are `rides")
    assert text["ja"].startswith("ファイルがここにありません。ノートブックのそばに")


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/content/drive/My Drive/day.csv", "Google Colab"),
        ("/kaggle/input/bikes/day.csv", "Kaggle"),
        ("../input/day.csv", "Kaggle"),
    ],
)
def test_a_folder_of_another_service_is_told(path, where) -> None:
    text = no_file(path, AVAILABLE)
    assert (
        f"exists only {'in' if where == 'Google Colab' else 'on'} {where}" in text["en"]
    )
    assert f"{where} にしかありません" in text["ja"]
    assert "`rides/day.csv`" in text["en"]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            "Line magic function `%tensorflow_version` not found.",
            "only in Google Colab",
        ),
        ("Cell magic `%%bigquery` not found.", "only in Google Colab"),
        ("Line magic function `%lprun` not found.", "`%lprun` is a command of an"),
        ("Cell magic `%%cython` not found.", "`%%cython` is a command of an"),
        ("-s: expected one argument", ""),
    ],
)
def test_a_command_that_is_not_there_is_told_with_what_to_do(message, said) -> None:
    text = no_magic(message)
    assert said in text.get("en", "")
    assert bool(text) == bool(said)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("D:\\work\\a.csv", "only on your own computer"),
        ("/Users/hana/a.csv", "only on your own computer"),
        ("/home/hana/a.csv", "only on your own computer"),
        ("~/a.csv", "only on your own computer"),
        ("rides\\a.csv", "Folders are separated by `/` here"),
        ("/content/a.csv", "only in Google Colab"),
        ("rides/a.csv", ""),
    ],
)
def test_a_folder_of_a_persons_own_computer_is_called_so(path: str, said: str) -> None:
    text = no_file(path, AVAILABLE)
    assert said in text["en"]
    assert ("computer" in text["en"]) == ("computer" in said)
    assert ("自分のコンピューター" in text["ja"]) == ("computer" in said)
    assert ("`/` で区切り" in text["ja"]) == ("separated" in said)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "from google.colab import files",
            "`google.colab` exists only in Google Colab",
        ),
        ("from google import colab as c", "`google.colab` exists only in Google Colab"),
        ("", "`google.colab` exists only in Google Colab"),
        (
            "from google.cloud import storage",
            "The module `google.cloud` is not installed",
        ),
        (
            "import google.protobuf as pb",
            "The module `google.protobuf` is not installed",
        ),
    ],
)
def test_google_is_colab_only_where_nothing_else_of_it_is_imported(line, said) -> None:
    assert no_module("google", AVAILABLE, line)["en"].startswith(said)


def test_a_module_of_kaggle_is_not_here() -> None:
    text = no_module("kaggle_secrets", AVAILABLE, "import kaggle_secrets")
    assert text["en"].startswith("`kaggle_secrets` exists only on Kaggle.")
    assert text["ja"].startswith("`kaggle_secrets` は Kaggle にしかありません。")


def test_a_module_in_a_folder_of_a_students_own_is_asked_for_with_the_folder() -> None:
    text = no_module("tools", AVAILABLE, "from tools.drawing import bars")
    assert "`tools.drawing` is not installed" in text["en"]
    assert "upload `tools/drawing.py` and the notebook in one zip" in text["en"]
    assert "`tools/drawing.py` とノートブックを" in text["ja"]
