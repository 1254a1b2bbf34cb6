"""`python -m workers`, as a pack's author uses it."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.workers.packing import CHECKS, GOOD, notebook, write_pack
from workers.cli import main


@pytest.fixture
def pack(tmp_path: Path) -> str:
    return str(write_pack(tmp_path))


def _write(folder: Path, source: str) -> Path:
    path = folder / "mine.ipynb"
    path.write_bytes(notebook(source))
    return path


def test_good_work_exits_with_0_and_prints_the_whole_report(
    pack: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["grade", pack, str(_write(tmp_path, GOOD)), "--seed", "1"]) == 0
    printed = capsys.readouterr().out
    assert "examine: passed" in printed
    assert "train: passed" in printed
    assert "✓ basics.doubles" in printed
    assert "value = 16.0000" in printed


def test_wrong_work_exits_with_1_and_is_not_trained(
    pack: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _write(tmp_path, "def double(x):\n    return x\n")
    assert main(["grade", pack, str(path), "--json"]) == 1
    reports = json.loads(capsys.readouterr().out)
    assert [report["step"] for report in reports] == ["examine"]
    assert [r["outcome"] for r in reports[0]["results"]] == [
        "passed",
        "failed",
        "skipped",
    ]


def test_our_fault_exits_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = write_pack(tmp_path, checks=CHECKS.replace("rng.normal", "rng.nomal"))
    assert main(["grade", str(broken), str(_write(tmp_path, GOOD))]) == 2
    assert "nomal" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("work", "told"), [("missing.ipynb", "No such file"), ("empty", "No file arrived")]
)
def test_what_cannot_be_graded_is_said(
    pack: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], work: str, told: str
) -> None:
    (tmp_path / "empty").mkdir()
    assert main(["grade", pack, str(tmp_path / work)]) == 2
    assert told in capsys.readouterr().err


def test_a_pack_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["grade", "no-such-pack", str(_write(tmp_path, GOOD))]) == 2
    assert "no pack 'no-such-pack'" in capsys.readouterr().err


def test_a_zip_is_graded_like_its_files(pack: str, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("work/mine.ipynb", notebook(GOOD))
    path = tmp_path / "work.zip"
    path.write_bytes(buffer.getvalue())
    assert main(["grade", pack, str(path), "--no-train"]) == 0


def test_the_doctor_finds_this_machine_fit(
    small_corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "ok  runtime numpy: Python 3." in said
    assert "This machine is fit to grade." in said


def test_the_doctor_says_which_runtime_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REVIEWHUB_RUNTIMES", str(tmp_path))
    assert main(["doctor", "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert not found["fit"]
    assert "The runtime 'numpy' is not built" in found["reason"]
