"""Numbers that a student chose, from the notebook's text to the hint that is shown."""

from pathlib import Path

import pytest

from protocol.steps import Outcome, StepReport, Upload
from tests.workers.packing import CHECKS, GOOD, TRAINING, notebook, write_pack
from workers.grader.pipeline import examine, train
from workers.packkit.pack import Pack, load_pack

NUMBERS = """
from workers.packkit.hyperparameters import Whole, hyperparameter

SIZE = Whole("size", at_least=2, at_most=4096)
size = hyperparameter(SIZE, title=text("Size", ja="大きさ"),
                      hint=text("64 is usual.", ja="64が普通です。"))
"""
TRAINED = TRAINING.replace(
    "    value = 1.0\n",
    "    value = float(SIZE.chosen_by(student)) / 64\n",
).replace("ATTEMPTS", "from workers_packs.doubling.checks.basics import SIZE\nATTEMPTS")


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    folder = write_pack(tmp_path, checks=CHECKS + NUMBERS, training=TRAINED)
    return load_pack(folder)


def _upload(*cells: str, side: str = "") -> Upload:
    files = {"mine.ipynb": notebook(GOOD, *cells)}
    if side:
        files["mine.py"] = side.encode()
    return Upload("mine.ipynb", files, "only")


def _hint(report: StepReport, check: str) -> str:
    (found,) = [r for r in report.results if r.check == check]
    assert found.outcome is Outcome.FAILED, found
    return found.hint["en"]


@pytest.mark.parametrize(
    "cells",
    [
        ["size = 64 if np.zeros(3).any() else 32"],
        ["def half(n):\n    return n // 2", "size = int(half(128))"],
        [
            "settings = {}\nfor name in ('a', 'b'):\n    settings[name] = 64",
            "size = settings['b']",
        ],
        ["settings = dict(size=1)\nsettings.update(size=64)\nsize = settings['size']"],
        ["size = np.arange(65)[-1]"],
        ["size = np.array(64.0)"],
        ["size = 64", "size, where = helper.load_params()"],
        [
            "size = 64",
            "try:\n    assert double(1) == 3\nexcept AssertionError:\n    size = 32",
        ],
        ["size = 6.4e1"],
        ["from mine import *"],
        ["from mine import size"],
        ["import mine\nsize = mine.size"],
        ["class Settings:\n    size = 64\nsize = Settings().size"],
    ],
)
def test_a_number_is_the_one_that_running_the_cells_gives(
    pack: Pack, cells: list[str]
) -> None:
    side = "sizes = [32]\nsizes.append(64)\nsize = sizes[1]\n"
    report = examine(pack, _upload(*cells, side=side), lambda _: None, seed=1)
    assert report.passed, report.results


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (
            ["size = 5000"],
            "`size` is 5000 (cell 2, line 1); it has to be from 2 to 4096. 64 is usual.",
        ),
        (
            ["sizes = []\nsizes.append(5000)", "\nsize = max(sizes)"],
            "`size` is 5000 (cell 3, line 2); it has to be from 2 to 4096.",
        ),
        (
            ["class Decay:\n    pass", "size = Decay()"],
            "`size` holds a value of type `Decay` (cell 3, line 1: `size = Decay()`). Assign",
        ),
        (
            ["size = int(input())"],
            "The value of `size` is not known here (cell 2, line 1: `size = int(input())`)",
        ),
        (
            ["size = 64.5 if np.ones(1).all() else 64"],
            "`size` is 64.5 (cell 2, line 1). Assign a whole number",
        ),
        (["def f():\n    size = 64"], "No `size` is assigned outside of functions"),
        (
            ["size = 64", "def size(): pass"],
            "`size` holds a value of type `function` (cell 3, line 1",
        ),
    ],
)
def test_what_is_wrong_with_a_number_is_told(
    pack: Pack, cells: list[str], told: str
) -> None:
    report = examine(pack, _upload(*cells), lambda _: None, seed=1)
    assert _hint(report, "hyperparameters.size").startswith(told)


def test_training_uses_the_number_that_running_gives_and_judges_it_anew(
    pack: Pack,
) -> None:
    good = train(
        pack,
        _upload("size = sum([32, 32.0])"),
        lambda _: None,
        data_folder=None,
        seed=1,
    )
    assert good.figures["value"] == 16.0
    worked_out = "sizes = []\nsizes.append(5000)\nsize = sizes[0]"
    bad = train(pack, _upload(worked_out), lambda _: None, data_folder=None, seed=1)
    assert _hint(bad, "train").startswith("`size` is 5000 (cell 2, line 3)")
