"""From an upload to a report, through a real sandbox."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from notebooks import reading
from notebooks.normalising import normal
from protocol.exhibits import MOST_PICTURE_BYTES
from protocol.progress import Progress
from protocol.rerun import RERUN
from protocol.steps import Cancelled, CheckResult, Incident, Outcome, StepReport, Upload
from tests.workers.packing import (
    CHECKS,
    DATA,
    GOOD,
    PACK,
    TRAINING,
    notebook,
    write_pack,
)
from workers.grader import seeds, words
from workers.grader.pipeline import examine, train
from workers.packkit.pack import Pack, load_pack


class Told:
    """A sink that keeps what it was told."""

    def __init__(self) -> None:
        self.progress: list[Progress] = []

    def __call__(self, progress: Progress) -> None:
        self.progress.append(progress)

    def of(self, kind: str) -> list[Progress]:
        return [progress for progress in self.progress if progress.kind == kind]


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return load_pack(write_pack(tmp_path))


def _upload(*cells: str, edition: str = "only") -> Upload:
    return Upload("mine.ipynb", {"mine.ipynb": notebook(*cells)}, edition)


def _outcomes(report: StepReport) -> dict[str, Outcome]:
    return {result.check: result.outcome for result in report.results}


def _result(report: StepReport, check: str) -> CheckResult:
    return next(result for result in report.results if result.check == check)


def test_good_work_passes_and_each_result_is_told_as_it_comes(pack: Pack) -> None:
    told = Told()
    report = examine(pack, _upload(GOOD), told, seed=1)
    assert report.passed
    assert list(_outcomes(report)) == ["load", "basics.doubles", "basics.lists"]
    assert [p.payload["check"] for p in told.of("check")] == list(_outcomes(report))
    assert report.environment["python"].startswith("3.")
    assert report.environment["sandbox"]["network"] == "none"
    assert any(p.startswith("numpy==") for p in report.environment["packages"])


def test_what_the_code_prints_during_checks_is_not_told(pack: Pack) -> None:
    told = Told()
    report = examine(pack, _upload(GOOD), told)
    assert "secret input" not in repr(told.progress) + repr(report)


def test_only_checks_of_the_edition_run(pack: Pack) -> None:
    report = examine(pack, _upload(GOOD, "late = True", edition="late"), Told())
    assert _outcomes(report)["basics.late_only"] is Outcome.PASSED


def test_wrong_work_fails_with_a_hint_and_what_builds_on_it_is_skipped(
    pack: Pack,
) -> None:
    report = examine(pack, _upload("def double(x):\n    return x\n"), Told())
    assert not report.passed
    assert _outcomes(report) == {
        "load": Outcome.PASSED,
        "basics.doubles": Outcome.FAILED,
        "basics.lists": Outcome.SKIPPED,
    }
    assert _result(report, "basics.doubles").hint["en"] == "Return twice x."


def test_inputs_differ_between_runs_and_repeat_with_the_seed(pack: Pack) -> None:
    """The evidence of a wrong answer shows the input that was drawn."""
    work = _upload("def double(x):\n    raise ValueError(str(list(x)))\n")

    def evidence(seed: int | None) -> str:
        return _result(
            examine(pack, work, Told(), seed=seed), "basics.doubles"
        ).evidence

    first = evidence(7)
    assert evidence(7) == first
    assert evidence(None) != first


def test_definitions_that_cannot_be_loaded_fail_only_load(pack: Pack) -> None:
    report = examine(pack, _upload("def double(x, y=1 / 0):\n    return x\n"), Told())
    assert _outcomes(report) == {
        "load": Outcome.FAILED,
        "basics.doubles": Outcome.SKIPPED,
        "basics.lists": Outcome.SKIPPED,
    }
    hint = _result(report, "load").hint["en"]
    assert hint == (
        "Imports, functions and classes of your notebook should load without an error.\n"
        "Your code raised ZeroDivisionError (cell 1, line 1): division by zero\n"
        "The line: `def double(x, y=1 / 0):`"
    )


def test_a_notebook_that_cannot_be_read_fails_load(pack: Pack) -> None:
    report = examine(pack, Upload("a.ipynb", {"a.ipynb": b"<html>"}, "only"), Told())
    assert _outcomes(report)["load"] is Outcome.FAILED


def test_a_kernel_that_ends_itself_never_passes_and_is_started_again(
    pack: Pack,
) -> None:
    code = (
        "import os, numpy as np\n"
        "def double(x):\n"
        "    if isinstance(x, np.ndarray):\n"
        "        os._exit(0)\n"
        "    return np.asarray(x) * 2\n"
    )
    checks = CHECKS.replace('needs=("basics.doubles",)', "needs=()")
    assert checks != CHECKS
    pack = load_pack(write_pack(pack.folder.parent, "dying", checks=checks))
    report = examine(pack, _upload(code), Told())
    assert _outcomes(report) == {
        "load": Outcome.PASSED,
        "basics.doubles": Outcome.FAILED,
        "basics.lists": Outcome.PASSED,
    }
    hint = _result(report, "basics.doubles").hint
    assert hint["en"] == "Return twice x.\n" + words.DIED["en"]
    assert hint["ja"] == "2倍を返す。\n" + words.DIED["ja"]
    assert report.environment["sandboxes"] == 2


def test_a_kernel_that_always_ends_itself_is_given_up(pack: Pack) -> None:
    one = (
        "@check(title=text('{n}', ja=''), hint=text('', ja=''))\n"
        "def check_{n}(student, rng):\n    student.call('double', 1)\n"
    )
    checks = "from workers.packkit.checks import check, text\n" + "".join(
        one.replace("{n}", str(n)) for n in range(5)
    )
    pack = load_pack(write_pack(pack.folder.parent, "dead", checks=checks))
    report = examine(
        pack, _upload("import os\ndef double(x):\n    os._exit(0)"), Told()
    )
    failed = [r.check for r in report.results if r.outcome is Outcome.FAILED]
    skipped = [r.check for r in report.results if r.outcome is Outcome.SKIPPED]
    assert failed == ["basics.check_0", "basics.check_1", "basics.check_2"]
    assert skipped == ["basics.check_3", "basics.check_4"]


def test_a_broken_check_is_our_fault(pack: Pack) -> None:
    checks = CHECKS.replace("reference.double(x)", "reference.no_such_name")
    pack = load_pack(write_pack(pack.folder.parent, "broken", checks=checks))
    told = Told()
    with pytest.raises(Incident, match="no_such_name"):
        examine(pack, _upload(GOOD), told)
    outcomes = {p.payload["check"]: p.payload["outcome"] for p in told.of("check")}
    assert outcomes["basics.doubles"] is Outcome.BROKEN


def test_a_runtime_that_is_not_built_is_our_fault(
    pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIEWHUB_RUNTIMES", str(tmp_path / "none"))
    with pytest.raises(Incident, match="python -m workers build-runtimes"):
        examine(pack, _upload(GOOD), Told())


def _cancel_at(kind: str) -> Callable[[Progress], None]:
    def sink(progress: Progress) -> None:
        if progress.kind == kind:
            raise Cancelled(kind)

    return sink


@pytest.mark.parametrize("kind", ["curve", "cell", "log"])
def test_a_cancelled_run_ends_at_once_and_leaves_nothing(
    pack: Pack, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "s"))
    (tmp_path / "s").mkdir()
    cells = (GOOD, "print('hello')", "import time; time.sleep(30)")
    with pytest.raises(Cancelled, match=kind):
        train(pack, _upload(*cells), _cancel_at(kind), data_folder=None)
    assert list((tmp_path / "s").iterdir()) == []


def test_training_is_driven_from_outside_and_the_notebook_run_afresh(
    pack: Pack,
) -> None:
    told = Told()
    cells = (GOOD, "print(open('data/number.txt').read())", "double(4)")
    report = train(pack, _upload(*cells), told, data_folder=None, seed=3)
    assert report.passed
    assert _outcomes(report) == {
        "train": Outcome.PASSED,
        "training.large": Outcome.PASSED,
        RERUN: Outcome.PASSED,
    }
    assert report.figures["value"] == 16.0
    assert report.figures["attempts"] == 1
    assert [p.payload["y"] for p in told.of("curve")] == [2.0, 4.0, 8.0, 16.0]
    assert [p.payload["index"] for p in told.of("cell")] == [1, 2, 3]
    assert "42" in "".join(p.payload["text"] for p in told.of("log"))
    executed = json.loads(report.artifacts["executed.ipynb"])
    assert executed["cells"][1]["outputs"][0]["text"] == "42\n"
    assert executed["cells"][2]["execution_count"] == 3
    assert report.notes == ()


@pytest.mark.parametrize("step", [examine, partial(train, data_folder=None)])
def test_a_step_parses_the_notebook_once(
    pack: Pack, monkeypatch: pytest.MonkeyPatch, step: Callable[..., StepReport]
) -> None:
    parsed = []

    def count(document: Any, **options: Any) -> Any:
        parsed.append(1)
        return normal(document, **options)

    monkeypatch.setattr(reading, "normal", count)
    assert step(pack, _upload(GOOD), Told()).passed
    assert parsed == [1]


def test_the_best_of_several_attempts_counts(pack: Pack) -> None:
    code = "import random\ndef double(x):\n    return x * (1 + random.random() * 0.5)\n"
    report = train(pack, _upload(code), Told(), data_folder=None, seed=3)
    assert not report.passed
    assert report.figures["attempts"] == 3
    assert _outcomes(report)["training.large"] is Outcome.FAILED


OTHERWISE_AT_FIRST = """
def first_drive(student, dataset, sink, seed):
    return {"value": 1.0, "score": 1e9, "first": True}
"""


def test_a_pack_may_do_its_first_attempt_otherwise(tmp_path: Path) -> None:
    pack = load_pack(write_pack(tmp_path, training=TRAINING + OTHERWISE_AT_FIRST))
    report = train(pack, _upload(GOOD), Told(), data_folder=None, with_notebook=False)
    assert report.passed
    assert report.figures["attempts"] == report.figures["attempt"] == 2
    assert "first" not in report.figures


SHOWS_LARGE = """
from protocol.exhibits import EXHIBITS, Pictures, Picture

small_drive = drive

def drive(student, dataset, sink, seed):
    size = int(student.call("size"))
    shown = Pictures({"en": "P"}, [Picture({"en": "C"}, 1, 1, b"x" * size)])
    return {EXHIBITS: [shown], **small_drive(student, dataset, sink, seed)}
"""


@pytest.mark.parametrize(("more", "passes"), [(0, True), (1, False)])
def test_pictures_that_are_too_large_are_the_students_result_and_not_stored(
    tmp_path: Path, more: int, passes: bool
) -> None:
    pack = load_pack(write_pack(tmp_path, training=TRAINING + SHOWS_LARGE))
    code = f"{GOOD}\ndef size():\n    return {MOST_PICTURE_BYTES + more}\n"
    report = train(pack, _upload(code), Told(), data_folder=None, with_notebook=False)
    assert report.passed is passes
    assert len(report.artifacts) == passes
    if not passes:
        hint = _result(report, "train").hint["en"]
        assert hint.endswith(words.LARGE_PICTURES["en"])


READS = """
import numpy as np
from workers.packkit import answers
from workers.packkit.checks import check, text

@check(title=text("T", ja="T"), hint=text("Answer small.", ja="小さく。"))
def reads(student, rng):
    {reading}
"""


@pytest.mark.parametrize(
    ("reading", "answer"),
    [
        ('np.zeros(int(student.call("double", 1)))', "10 ** 15"),
        ('answers.array(student.call("double", 1), "double", most=9)', "np.zeros(10)"),
        ('np.zeros(answers.count(student.call("double", 1), "double", most=9))', "10"),
        ('np.zeros(answers.shape_of(student.call("double", 1), "d", most=9))', "[10 ** 9]"),
    ],
    ids=["an allocation that is refused", "too many", "a count", "a shape"],
)  # fmt: skip
def test_sizes_that_an_answer_names_cost_nothing_and_are_no_incident(
    tmp_path: Path, reading: str, answer: str
) -> None:
    checks = READS.format(reading=reading)
    pack = load_pack(write_pack(tmp_path, checks=checks))
    code = f"import numpy as np\ndef double(x):\n    return {answer}\n"
    report = examine(pack, _upload(code), Told())
    result = _result(report, "basics.reads")
    assert result.outcome is Outcome.FAILED
    assert "Answer small." in result.hint["en"]


def test_attempts_alike_but_for_their_pictures_are_told_apart(tmp_path: Path) -> None:
    shows = """
from protocol.exhibits import EXHIBITS, Pictures
from workers.packkit.pictures import picture as picture_of
import numpy as np

plain_drive, drives = drive, []

def drive(student, dataset, sink, seed):
    drives.append(seed)
    pixels = np.full((2, 2), len(drives), np.uint8)
    picture = Pictures({"en": "P"}, [picture_of(pixels, {"en": "C"})])
    figures = plain_drive(student, dataset, sink, seed)
    return {EXHIBITS: [picture], **figures, "score": 1 / len(drives)}
"""
    pack = load_pack(write_pack(tmp_path, training=TRAINING + shows))
    upload = _upload("def double(x):\n    return x\n")
    report = train(pack, upload, Told(), data_folder=None, seed=1)
    assert (report.figures["attempts"], report.figures["attempt"]) == (3, 3)
    assert "picture-1.png" in report.artifacts


def test_what_cannot_be_told_is_left_to_a_reviewer_and_does_not_fail_the_step(
    tmp_path: Path,
) -> None:
    untold = """
from workers.packkit.checks import NOT_SHOWN, Undecided

@check(title=text("Learnt", ja="学習"), hint=text("Learn.", ja="学習を。"))
def learnt(figures):
    raise Undecided("3 of 4 steps", NOT_SHOWN)
"""
    pack = load_pack(write_pack(tmp_path, training=TRAINING + untold))
    report = train(pack, _upload(GOOD), Told(), data_folder=None, with_notebook=False)
    result = _result(report, "training.learnt")
    assert report.passed
    assert report.figures["attempts"] == 1
    assert result.outcome is Outcome.UNJUDGED
    assert result.hint["en"].startswith("Learnt here: not shown.")
    assert result.evidence == "3 of 4 steps"


def test_the_stand_in_is_drawn_from_a_seed_that_only_the_runs_own_seed_tells(
    tmp_path: Path,
) -> None:
    data = DATA.replace("return 16.0", "return seed")
    tells = TRAINING.replace('"value": value', '"value": 99, "data": dataset')
    assert data != DATA
    assert tells != TRAINING
    pack = load_pack(write_pack(tmp_path, training=tells, data=data))

    def drawn_from(seed: int | None) -> int:
        report = train(
            pack,
            _upload(GOOD),
            Told(),
            data_folder=None,
            seed=seed,
            with_notebook=False,
        )
        assert report.environment["seed"] == seed or seed is None
        return int(report.figures["data"])

    assert drawn_from(3) == drawn_from(3) == seeds.derived(3, seeds.STAND_IN)
    assert len({drawn_from(3), drawn_from(4), drawn_from(None), drawn_from(None)}) == 4


def test_a_trainings_exception_tells_no_value_of_what_it_was_given(pack: Pack) -> None:
    """It is not asked again, as a check's is; its inputs are drawn anew for each run."""
    code = "def double(x):\n    raise KeyError(f'it was {x} and 314')\n"
    report = train(pack, _upload(code), Told(), data_folder=None, with_notebook=False)
    hint = _result(report, "train").hint["en"]
    assert "KeyError (cell 1, line 2)" in hint
    assert "it was 1.0" not in hint


def test_training_that_raises_is_the_students_failure(pack: Pack) -> None:
    code = "def double(x):\n    return {}['missing']\n"
    report = train(pack, _upload(code), Told(), data_folder=None)
    assert _outcomes(report) == {
        "train": Outcome.FAILED,
        "training.large": Outcome.SKIPPED,
        RERUN: Outcome.PASSED,
    }
    assert "KeyError (cell 1, line 2)" in _result(report, "train").hint["en"]


def test_an_exit_at_the_end_stops_nothing(pack: Pack) -> None:
    report = train(pack, _upload(GOOD, "exit()", ""), Told(), data_folder=None)
    assert _outcomes(report)[RERUN] is Outcome.PASSED


BY_ITSELF, ELSEWHERE = Outcome.FAILED, Outcome.UNJUDGED


@pytest.mark.parametrize(
    ("cell", "outcome", "told"),
    [
        ("1 / 0", BY_ITSELF, "cell 2, line 1: ZeroDivisionError: division by zero"),
        (
            "import os; os._exit(0)",
            BY_ITSELF,
            "cell 2, line 1.\nThe line: `import os; os._exit(0)`\nThe cell ends Python",
        ),
        (
            "import ctypes; ctypes.string_at(0)",
            ELSEWHERE,
            "cell 2.\nThe Python process ended",
        ),
        (
            "get_ipython().kernel.do_shutdown(True)",
            BY_ITSELF,
            "cell 2, line 1.\nThe line: `get_ipython().kernel.do_shutdown(True)`\nThe cell",
        ),
        (
            "import numpy as np\nkept = [np.ones(10**6) for _ in range(10**4)]",
            ELSEWHERE,
            "used more memory",
        ),
        (
            "exit()",
            BY_ITSELF,
            "cell 2, line 1.\nThe line: `exit()`\nThe cell ends Python",
        ),
        (
            "import sys\nsys.exit()",
            BY_ITSELF,
            "cell 2, line 2.\nThe line: `sys.exit()`",
        ),
        ("name = input()", ELSEWHERE, "waits for a person"),
        (
            "from google.colab import drive",
            ELSEWHERE,
            "`google.colab` exists only in Google Colab",
        ),
        ("import plots", ELSEWHERE, "upload `plots.py` together with the notebook"),
        (
            "open('my data/number.txt')",
            ELSEWHERE,
            "`my data/number.txt` is not here. It lies at `data/number.txt`",
        ),
    ],
)
def test_where_the_notebook_stops_is_told_once_and_fails_no_step(
    pack: Pack, cell: str, outcome: Outcome, told: str
) -> None:
    report = train(pack, _upload(GOOD, cell, "3"), Told(), data_folder=None)
    assert report.passed
    assert report.notes == ()
    found = _result(report, RERUN)
    assert found.outcome is outcome
    assert told in found.hint["en"]
    assert "stops in cell 2" in found.hint["en"]
    assert "セル 2" in found.hint["ja"]
    executed = json.loads(report.artifacts["executed.ipynb"])
    assert executed["cells"][0]["execution_count"] == 1
    assert executed["cells"][2]["execution_count"] is None


def test_what_a_notebook_prints_is_kept_within_bounds(pack: Pack) -> None:
    flood = "for _ in range(30000):\n    print('x' * 1000)"
    told = Told()
    report = train(pack, _upload(GOOD, flood, "'end'"), told, data_folder=None)
    assert len(report.artifacts["executed.ipynb"]) < 200_000
    assert sum(len(p.payload["text"]) for p in told.of("log")) < 100_000
    executed = json.loads(report.artifacts["executed.ipynb"])
    assert executed["cells"][2]["outputs"][0]["data"]["text/plain"] == "'end'"


FLOODS = {
    "prints": "for _ in range(300_000):\n    print('x' * 1000)",
    "displays": (
        "from IPython.display import display\n"
        "for _ in range(3000):\n"
        "    display({'text/plain': 'x' * 100_000}, raw=True)"
    ),
    "small displays": (
        "from IPython.display import display\n"
        "for _ in range(3_000):\n    display({'text/plain': 'x'}, raw=True)"
    ),
    "descriptors": "import os\nfor _ in range(30):\n    os.write(1, b'x' * 1_000_000)",
}


@pytest.fixture
def talkative(tmp_path: Path) -> Pack:
    text = PACK.replace("[limits.train]", "[limits.train]\noutput_messages = 300")
    return load_pack(write_pack(tmp_path, "talkative", pack=text, training=""))


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_of_any_kind_is_cut_where_it_is_made(
    talkative: Pack, flood: str
) -> None:
    report = train(
        talkative, _upload(GOOD, FLOODS[flood], "'end'"), Told(), data_folder=None
    )
    executed = json.loads(report.artifacts["executed.ipynb"])
    assert executed["cells"][2]["execution_count"] == 3
    assert len(report.artifacts["executed.ipynb"]) < 20_000_000
    assert "[… the rest of the output was cut]" in str(executed["cells"][1])


def test_a_flood_past_our_helper_ends_the_run(pack: Pack) -> None:
    """Straight onto the wire, signed with the kernel's own key: we count as well."""
    flood = """
kernel = get_ipython().kernel
while True:
    message = kernel.session.msg("stream", {"name": "stdout", "text": "x" * 1000},
                                 parent=kernel.get_parent())
    kernel.iopub_thread.send_multipart([b"stream", *kernel.session.serialize(message)])
"""
    report = train(pack, _upload(GOOD, flood, "'end'"), Told(), data_folder=None)
    hint = _result(report, RERUN).hint["en"]
    assert "stops in cell 2.\nThe cell went on printing" in hint
    assert len(report.artifacts["executed.ipynb"]) < 200_000


def test_a_cell_has_a_time_of_its_own(tmp_path: Path) -> None:
    text = PACK.replace("[limits.train]", "[limits.train]\ncell_s = 2")
    quick = load_pack(write_pack(tmp_path, "one-cell", pack=text, training=""))
    report = train(
        quick, _upload(GOOD, "while True:\n    pass"), Told(), data_folder=None
    )
    hint = _result(report, RERUN).hint["en"]
    assert "stops in cell 2.\nYour code did not answer in time" in hint
    assert report.duration_s < 30


def test_a_cell_that_prints_for_ever_is_told_as_one(tmp_path: Path) -> None:
    text = PACK.replace("[limits.train]", "[limits.train]\ncell_s = 2")
    quick = load_pack(write_pack(tmp_path, "loop", pack=text, training=""))
    loop = "n = 0\nwhile True:\n    n += 1\n    print('step', n)"
    report = train(quick, _upload(GOOD, loop, "3"), Told(), data_folder=None)
    found = _result(report, RERUN)
    assert found.outcome is Outcome.UNJUDGED
    assert "stops in cell 2.\nThe cell went on printing" in found.hint["en"]
    assert "arrays" not in found.hint["en"]


def test_a_cell_that_prints_little_for_ever_is_told_as_one_too(tmp_path: Path) -> None:
    text = PACK.replace("[limits.train]", "[limits.train]\ncell_s = 2")
    quick = load_pack(write_pack(tmp_path, "slow-loop", pack=text, training=""))
    loop = "import time\nwhile True:\n    print('again')\n    time.sleep(0.2)"
    report = train(quick, _upload(GOOD, loop, "3"), Told(), data_folder=None)
    hint = _result(report, RERUN).hint["en"]
    assert "stops in cell 2.\nThe cell was still printing or drawing when its" in hint


NEEDS_IMPORT = """
from no_such_library import wanted
import no_such_plots
import pandas as pd
rides = pd.read_csv("at home.csv")
def double(x):
    return wanted(x)
"""


def test_a_failed_import_is_said_once_and_first(pack: Pack) -> None:
    told = Told()
    checks = CHECKS.replace('needs=("basics.doubles",)', "needs=()")
    pack = load_pack(write_pack(pack.folder.parent, "needing", checks=checks))
    report = examine(pack, _upload("1", NEEDS_IMPORT), told)
    assert not report.passed
    assert _outcomes(report) == {
        "load": Outcome.FAILED,
        "basics.doubles": Outcome.SKIPPED,
        "basics.lists": Outcome.SKIPPED,
    }
    first, *others = (result.hint["en"] for result in report.results)
    assert (
        "ModuleNotFoundError (cell 2, line 2): No module named 'no_such_library'\n"
        "The line: `from no_such_library import wanted`\n"
        "The module `no_such_library` is not installed here; do without it. Installed are `"
    ) in first
    assert first.count("no_such_library is") + first.count("No module named") == 1
    assert all("no_such_library" not in hint for hint in others)
    last = [p.payload for p in told.of("check") if p.payload["check"] == "load"][-1]
    assert last["outcome"] is Outcome.FAILED
    assert "no_such_plots" not in repr([result.hint for result in report.results])


def test_what_the_checks_do_not_need_is_no_note(pack: Pack) -> None:
    cell = "import no_such_plots\nimport pandas as pd\nrides = pd.read_csv('home.csv')"
    report = examine(pack, _upload(cell, GOOD), Told())
    assert report.passed
    assert report.notes == ()
    evidence = _result(report, "load").evidence
    assert "cell 1, line 1: ModuleNotFoundError" in evidence


def test_a_cell_that_is_no_python_is_told_to_staff(pack: Pack) -> None:
    """The student has read it as a note of intake: `problems.problem_notes`."""
    report = examine(pack, _upload(GOOD, "x = (1,\n"), Told())
    assert report.passed
    assert report.notes == ()
    evidence = _result(report, "load").evidence
    assert evidence == "cell 2, line 1: '(' was never closed"


def test_unit_tests_that_fail_in_the_run_are_told(pack: Pack) -> None:
    tests = """
import unittest
class TestDouble(unittest.TestCase):
    def test_two(self):
        self.assertEqual(double(2), 5)
    def test_three(self):
        self.assertEqual(double(3), 6)
suite = unittest.TestLoader().loadTestsFromTestCase(TestDouble)
unittest.TextTestRunner().run(suite)
"""
    report = train(pack, _upload(GOOD, tests), Told(), data_folder=None)
    found = _result(report, RERUN)
    assert found.outcome is Outcome.FAILED
    assert "2 unit tests in cell 2 these do not pass: `test_two`." in found.hint["en"]
    good = train(pack, _upload(GOOD, tests.replace("5", "4")), Told(), data_folder=None)
    assert _outcomes(good)[RERUN] is Outcome.PASSED
