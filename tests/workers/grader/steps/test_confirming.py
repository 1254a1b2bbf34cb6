"""A hint tells of an exception what does not depend on the hidden inputs, and nothing else."""

import re
from pathlib import Path

import pytest

from protocol.steps import CheckResult, Outcome, Upload
from tests.workers.grader.test_pipeline import Told
from tests.workers.packing import notebook, write_pack
from workers.grader import words
from workers.grader.pipeline import examine
from workers.grader.raised import Raised
from workers.grader.steps import confirming
from workers.packkit.pack import Pack, load_pack
from workers.sandbox.starvation import Starved

LINES = 256
CHOOSING = (
    "def double(x):\n"
    "    bits = int(abs(float(np.ravel(x)[0])) * 1e6) % {lines}\n"
    "    {before}\n" + "".join(f"    if bits == {n}: 1 / 0\n" for n in range(LINES))
).replace("{lines}", str(LINES))
IMPORT = "import numpy as np, os, pathlib\nkept = []"
SAME_PLACE = "Your code raised ZeroDivisionError (cell 2, line 2): division by zero"


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return load_pack(write_pack(tmp_path))


def doubles(pack: Pack, *cells: str, told: Told | None = None) -> CheckResult:
    upload = Upload("mine.ipynb", {"mine.ipynb": notebook(IMPORT, *cells)}, "only")
    report = examine(pack, upload, told or Told(), seed=7)
    return next(each for each in report.results if each.check == "basics.doubles")


def test_an_honest_mistake_is_told_with_its_line(pack: Pack) -> None:
    told = Told()
    result = doubles(pack, "def double(x):\n    return 1 / 0", told=told)
    assert SAME_PLACE in result.hint["en"]
    assert words.VARIES["en"] not in result.hint["en"]
    rows = [p.payload for p in told.of("check")]
    first, last = (row for row in rows if row["check"] == "basics.doubles")
    assert first["hint"]["en"] == "Return twice x.\nYour code raised an exception."
    assert last["hint"] == result.hint


@pytest.mark.parametrize(
    "before",
    [
        "pass",
        "kept.append(bits); bits = kept[0]",
        (
            "pathlib.Path('/tmp/kept').open('a').write(f'{bits}\\n');"
            " bits = int(pathlib.Path('/tmp/kept').read_text().split()[0])"
        ),
    ],
    ids=["by the input", "by the first input, remembered", "by a file"],
)
def test_a_line_that_the_input_chooses_is_not_told(pack: Pack, before: str) -> None:
    result = doubles(pack, CHOOSING.replace("{before}", before))
    assert result.outcome is Outcome.FAILED
    assert re.search(r"line \d|The line|行目", str(result.hint)) is None
    assert result.hint["en"].endswith(words.VARIES["en"])
    assert result.hint["ja"].endswith(words.VARIES["ja"])
    assert "line " in result.evidence  # staff read it


def test_numbers_that_the_input_chooses_are_not_told(pack: Pack) -> None:
    code = (
        "def double(x):\n"
        "    n = int(abs(float(np.ravel(x)[0])) * 1e6) % 1000\n"
        "    raise ValueError(f'not enough values to unpack (expected 3, got {n})')"
    )
    hint = doubles(pack, code).hint["en"]
    assert "(cell 2, line 3): not enough values to unpack (expected 3, got …)" in hint


def test_an_exception_whose_kind_the_input_chooses_is_not_told(pack: Pack) -> None:
    kinds = "KeyError, ValueError, IndexError, TypeError, OSError, EOFError, NameError"
    code = f"def double(x):\n    raise ({kinds})[int(abs(float(np.ravel(x)[0])) * 1e6) % 7]"
    hint = doubles(pack, code).hint["en"].split("\n")
    assert hint[1] == "Your code raised an exception."


def test_a_crowded_machine_undoes_no_verdict_that_is_there(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def starved(*_: object) -> Raised:
        raise Starved("The time ran out while the code was asked again.")

    monkeypatch.setattr(confirming, "_raised_by", starved)
    result = doubles(pack, "def double(x):\n    return 1 / 0")
    assert result.outcome is Outcome.FAILED
    assert result.hint["en"] == "Return twice x.\nYour code raised an exception."


FULL = Raised("ValueError", "shapes (3,4) and (5,) not aligned", ("cell 1", 2), "a @ b")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (FULL, FULL),
        (
            Raised("ValueError", "shapes (7,4) and (5,) not aligned", ("cell 1", 2), "a @ b"),
            Raised("ValueError", "shapes (…,4) and (5,) not aligned", ("cell 1", 2), "a @ b"),
        ),
        (
            Raised("ValueError", "shapes (7,4,1) and (5,) not aligned", ("cell 1", 3), "b"),
            Raised("ValueError", ""),
        ),
        (Raised("KeyError", FULL.message, FULL.place, FULL.source_line), Raised("")),
        (Raised(""), Raised("")),
    ],
)  # fmt: skip
def test_what_two_exceptions_have_in_common(other: Raised, same: Raised) -> None:
    assert FULL.in_common(other) == same
    assert other.in_common(FULL).kind == same.kind
