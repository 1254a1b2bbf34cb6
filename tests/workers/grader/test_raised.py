"""What a student reads about an exception: message, place, line and remedy, and nothing hidden."""

import pytest

from workers.grader.missing import Available, no_file, no_module
from workers.grader.raised import (
    ARRAY_AMONG_TENSORS,
    LENGTH_NOT_KNOWN,
    NO_SUCH_ROW,
    NOTHING_THERE,
    Raised,
    cause_of,
    hint_of,
)

AVAILABLE = Available(("numpy==2.4.6", "pandas==3.1.1"), ("rides/hour.csv",))
NOTHING = Available(("numpy==2.4.6",), ())
SOURCE = (
    "import numpy as np\nnp.float_\nopen('my rides.csv')\nimport tools.plots\nd['kept']"
)
WORDS = frozenset({"np", "float_", "float", "tools", "plots", "kept", "ix", "open"})


def shown(kind: str, message: str) -> dict[str, str]:
    raised = Raised.read({"type": kind, "message": message}).within(SOURCE, WORDS)
    return dict(hint_of(raised, AVAILABLE))


def test_a_hint_names_exception_message_place_line_and_remedy() -> None:
    raised = Raised(
        "AttributeError",
        "module 'numpy' has no attribute 'float'",
        ("cell 4", 2),
        "    x = np.float(y)",
    )
    assert hint_of(raised, AVAILABLE) == {
        "en": "Your code raised AttributeError (cell 4, line 2): module 'numpy' has no attribute"
        " 'float'\nThe line: `x = np.float(y)`\n`np.float` was removed in NumPy 1.24; `float`"
        " does the same.",
        "ja": "コードの実行中に AttributeError が発生しました（セル 4、2 行目）：module 'numpy' has no"
        " attribute 'float'\n該当する行：`x = np.float(y)`\n`np.float` は NumPy 1.24 で廃止され"
        "ました。代わりに `float` を使ってください。",
    }


def test_an_unknown_exception_and_place_are_not_named() -> None:
    raised = Raised("TheInputWas17", "0.314").within(SOURCE, WORDS)
    assert hint_of(raised, AVAILABLE) == {
        "en": "Your code raised an exception.",
        "ja": "コードの実行中に例外が発生しました。",
    }


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("KeyError", "'moe_szyslak'"),
        ("KeyError", "17"),
        ("ValueError", "[0.314 -1.2]"),
        ("FileNotFoundError", "[Errno 2] No such file or directory: '0.314.csv'"),
        ("ModuleNotFoundError", "No module named 'secret'"),
        (
            "AttributeError",
            "`np.Inf` was removed in the NumPy 2.0 release. secret 0.314",
        ),
        (
            "AttributeError",
            "`np.float_` was removed in the NumPy 2.0 release. secret 0.314",
        ),
        ("secret", "secret"),
    ],
)
def test_nothing_that_may_be_hidden_comes_through(kind: str, message: str) -> None:
    told = "".join(shown(kind, message).values())
    for hidden in ("secret", "314", "17", "moe", "-1.2"):
        assert hidden not in told


@pytest.mark.parametrize(
    ("kind", "message", "said"),
    [
        ("KeyError", "'kept'", "KeyError: 'kept'"),
        (
            "FileNotFoundError",
            "[Errno 2] No such file or directory: 'my rides.csv'",
            "The file `my rides.csv` is not here. Beside the notebook are `rides/hour.csv`.",
        ),
        (
            "ModuleNotFoundError",
            "No module named 'tools'",
            (
                "The module `tools` is not installed here; do without it. Installed are `numpy`,"
                " `pandas`. If it is a file of your own, upload `tools.py` together with the notebook."
            ),
        ),
        (
            "AttributeError",
            "`np.float_` was removed in the NumPy 2.0 release. Use `np.float64` instead.",
            "`np.float_` was removed in NumPy 2.0; `np.float64` does the same.",
        ),
        (
            "AttributeError",
            "'DataFrame' object has no attribute 'ix'",
            "`DataFrame.ix` was removed in pandas 1.0",
        ),
    ],
)
def test_what_stands_in_the_students_source_is_named(
    kind: str, message: str, said: str
) -> None:
    assert said in shown(kind, message)["en"]


def test_a_missing_library_is_no_file_to_upload() -> None:
    text = no_module("scipy.special", AVAILABLE)
    assert text["en"] == (
        "The module `scipy.special` is not installed here; do without it."
        " Installed are `numpy`, `pandas`."
    )
    assert "`scipy.special`" in text["ja"]
    assert "`numpy`" in text["ja"]
    assert "`pickle` takes its place" in no_module("cPickle", AVAILABLE)["en"]
    assert "Google Colab" in no_module("google.colab", AVAILABLE)["ja"]


def test_a_missing_file_is_named_with_where_it_lies() -> None:
    text = no_file("C:\\data\\hour.csv", AVAILABLE)
    assert text["en"].startswith("The file `C:\\data\\hour.csv` is not here.")
    assert "only on your own computer. It lies at `rides/hour.csv`" in text["en"]
    assert "`rides/hour.csv` にあります" in text["ja"]
    assert "no data files" in no_file("x.csv", NOTHING)["en"]
    assert "データファイルはありません" in no_file("x.csv", NOTHING)["ja"]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("StdinNotImplementedError", "waits for a person"),
        ("URLError", "There is no network here."),
    ],
)
def test_what_only_a_machine_at_home_has(kind: str, said: str) -> None:
    assert said in cause_of(Raised(kind), AVAILABLE)["en"]
    assert cause_of(Raised(kind), AVAILABLE)["ja"]


def test_a_long_line_of_source_is_cut_and_keeps_its_code_marks() -> None:
    raised = Raised("NameError", "", ("cell 1", 1), "x = `" + "y" * 500)
    line = hint_of(raised, AVAILABLE)["en"].splitlines()[1]
    assert line.startswith("The line: `x = 'yyy")
    assert line.endswith("…`")
    assert len(line) < 200


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("TypeError", "unsupported operand type(s) for *: 'float' and 'NoneType'"),
        ("TypeError", "'NoneType' object is not subscriptable"),
        ("AttributeError", "'NoneType' object has no attribute 'shape'"),
    ],
)
def test_a_blank_that_is_used_is_called_one(kind: str, message: str) -> None:
    hint = hint_of(Raised(kind, message, ("cell 4", 2)), AVAILABLE)
    for language, words in NOTHING_THERE.items():
        assert hint[language].endswith(words)
    assert cause_of(Raised("ValueError", message), AVAILABLE) == {}


@pytest.mark.parametrize(
    ("line", "message", "wanted"),
    [
        (
            "ops.tile(context, (1, ops.shape(x)[1], 1))",
            "unsupported operand type(s) for *: 'int' and 'NoneType'",
            LENGTH_NOT_KNOWN,
        ),
        (
            "y.shape[0]",
            "'NoneType' object has no attribute 'shape'",
            NOTHING_THERE,
        ),
    ],
)
def test_a_size_that_is_not_fixed_yet_is_no_blank(line, message, wanted) -> None:
    kind = "AttributeError" if "attribute" in message else "TypeError"
    assert cause_of(Raised(kind, message, ("cell 18", 8), line), AVAILABLE) == wanted


def test_an_id_beyond_the_table_is_said_without_the_id() -> None:
    message = "{{function_node x}} indices[0,1] = 99 is not in [0, 15) [Op:Gather]"
    hint = shown("InvalidArgumentError", message)
    for language, words in NO_SUCH_ROW.items():
        assert hint[language].endswith(words)
        assert "99" not in hint[language]


def test_what_the_checks_ask_an_object_for_and_it_lacks_is_said() -> None:
    message = "'NeuralNetwork' object has no attribute 'run'"
    hint = hint_of(Raised("AttributeError", message), AVAILABLE)
    assert "The checks use `run` of `NeuralNetwork` by this name" in hint["en"]
    assert "`NeuralNetwork` の `run` をこの名前で" in hint["ja"]
    placed = hint_of(Raised("AttributeError", message, ("cell 4", 2)), AVAILABLE)
    assert "The checks use" not in placed["en"]  # the student's own line asks for it


def test_an_array_among_tensors_is_named_with_what_mends_it() -> None:
    """Keras' whole message prints the tensors, which may hold hidden inputs."""
    message = (
        "In a nested call() argument, you cannot mix tensors and non-tensors. Received invalid"
        " mixed argument: inputs=[array([[3],\n       [3]]), <tf.Tensor: shape=(2, 3), numpy=\n"
        "array([[0.314, 2.71]])>]"
    )
    raised = Raised("ValueError", message, ("cell 22", 8)).within("", ())
    hint = hint_of(raised, AVAILABLE)
    assert "you cannot mix tensors and non-tensors" in hint["en"]
    assert "314" not in hint["en"]
    for language, words in ARRAY_AMONG_TENSORS.items():
        assert hint[language].endswith(words)


@pytest.mark.parametrize(
    ("kind", "message", "said"),
    [
        ("Exception", "File `'tools.py'` not found.", "The file `tools.py` is not here. Upload"),
        ("ImportError", "attempted relative import with no known parent package", "to no package"),
        ("EOFError", "EOF when reading a line", "waits for a person"),
        ("EOFError", "Ran out of input", ""),
    ],
)  # fmt: skip
def test_what_a_notebook_cannot_do_alone_is_explained(kind, message, said) -> None:
    text = cause_of(Raised(kind, message), AVAILABLE)
    assert said in text.get("en", "")
    assert bool(text.get("ja")) == bool(said)


@pytest.mark.parametrize(
    "written", ["open(r'C:\\new\\a.csv')", "open('C:\\\\new\\\\a.csv')"]
)
def test_a_path_of_windows_is_told_as_it_is_written(written: str) -> None:
    message = "[Errno 2] No such file or directory: 'C:\\\\new\\\\a.csv'"
    raised = Raised("FileNotFoundError", message)
    assert raised.missing_file == "C:\\new\\a.csv"
    told = raised.within(written, set())
    assert told.missing_file == "C:\\new\\a.csv"
    assert raised.within("open(name)", set()).missing_file == ""
