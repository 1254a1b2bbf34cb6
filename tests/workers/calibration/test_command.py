"""`python -m workers calibrate`, from a folder to the report, in real sandboxes."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.stack import ROOT
from tests.workers.calibration.making import BAD
from tests.workers.packing import CHECKS, GOOD, notebook, write_pack
from workers.cli import main

SLOW = f"import time\n{GOOD}".replace("    return", "    time.sleep(0.3)\n    return")
SPOILING = """
@check(title=text("Ours", ja="こちら"), hint=text("Ours.", ja="こちら。"))
def ours(student, rng):
    if student.constants.get("spoil"):
        raise KeyError("a fault of the check")
"""


@pytest.fixture
def pack(tmp_path):
    return write_pack(tmp_path, checks=CHECKS + SPOILING)


@pytest.fixture
def calibrate(pack, folder, tmp_path):
    def run(*options):
        report = str(tmp_path / "out.html")
        return main(
            ["calibrate", str(pack), str(folder.path), *options, "--report", report]
        )

    return run


@pytest.fixture
def lines(tmp_path):
    """The state file's lines."""

    def read():
        text = (tmp_path / "out.state.jsonl").read_text("utf-8")
        return [json.loads(line) for line in text.splitlines()]

    return read


def rows(tmp_path):
    text = (tmp_path / "out.csv").read_text("utf-8")
    return {row["name"]: row for row in csv.DictReader(text.splitlines())}


def test_a_folder_is_graded_and_compared(calibrate, folder, tmp_path, capsys, lines):
    folder.notebook("good.ipynb")
    folder.notebook("bad.ipynb", BAD)
    folder.zip("zipped.zip", **{"work/mine.ipynb": notebook(GOOD)})
    folder.notebook("folder/mine.ipynb", "from side import double\n")
    folder.write("folder/side.py", GOOD.encode())
    folder.write("empty/notes.md", b"nothing")
    folder.notebook("spoilt.ipynb", f"spoil = True\n{GOOD}")
    known = folder.write("known.csv", b"good,failed\nbad,passed\nzipped,passed\n")
    assert calibrate("--known", str(known), "--jobs", "2") == 1
    told = capsys.readouterr()
    assert "6 of 6, 3 accepted, 1 returned, 1 refused, 1 incident" in told.err
    assert "Agreement:     1 of 3" in told.out
    assert "rejected though good: bad.ipynb (basics.doubles)" in told.out
    assert "accepted though bad:  good.ipynb" in told.out
    assert "incident: spoilt.ipynb" in told.out
    found = rows(tmp_path)
    assert {name: row["verdict"] for name, row in found.items()} == {
        "bad.ipynb": "returned",
        "empty": "refused",
        "folder": "accepted",
        "good.ipynb": "accepted",
        "spoilt.ipynb": "incident",
        "zipped.zip": "accepted",
    }
    assert found["empty"]["refusal"] == "no_notebook"
    assert "a fault of the check" in found["spoilt.ipynb"]["incident"]
    trained = next(line for line in lines() if line["name"] == "good.ipynb")
    assert trained["results"][-1]["check"] == "training.large"
    page = (tmp_path / "out.html").read_text("utf-8")
    assert "False rejects: 1" in page
    assert "<script" not in page


def test_started_again_it_grades_only_what_changed(calibrate, folder, capsys, lines):
    folder.notebook("good.ipynb")
    folder.notebook("bad.ipynb", BAD)
    folder.notebook("spoilt.ipynb", f"spoil = True\n{GOOD}")
    options = ("--checks-only", "--jobs", "2")
    calibrate(*options)
    calibrate(*options)
    assert "2 of 3 are graded already" in capsys.readouterr().err
    assert [line["name"] for line in lines()[3:]] == ["spoilt.ipynb"]
    folder.notebook("bad.ipynb", f"# mended\n{GOOD}")
    folder.notebook("spoilt.ipynb", GOOD)
    assert calibrate(*options) == 0
    assert sorted(line["name"] for line in lines()[4:]) == ["bad.ipynb", "spoilt.ipynb"]
    assert "3 submissions: 3 accepted" in capsys.readouterr().out


def test_another_pack_grades_everything_again(calibrate, folder, pack, lines):
    folder.notebook("good.ipynb")
    calibrate("--checks-only")
    calibrate("--checks-only")
    assert len(lines()) == 1
    checks = pack / "checks" / "basics.py"
    checks.write_text(checks.read_text("utf-8") + "\n# another version\n", "utf-8")
    calibrate("--checks-only")
    assert len(lines()) == 2
    calibrate()  # with training: other questions, other verdicts
    assert len(lines()) == 3


def test_each_seed_is_graded_once(calibrate, folder, capsys, lines):
    folder.notebook("good.ipynb")
    calibrate("--checks-only")
    calibrate("--checks-only", "--seeds", "3")
    assert sorted(line["seed"] for line in lines()) == [0, 1, 2]
    assert "1 submission: 1 accepted" in capsys.readouterr().out


def test_killed_and_started_again_it_goes_on(  # noqa: PLR0913, PLR0917 -- fixtures
    calibrate, folder, pack, tmp_path, capsys, lines
):
    names = [f"work-{number}.ipynb" for number in range(4)]
    for name in names:
        folder.notebook(name, SLOW)
    state = tmp_path / "out.state.jsonl"
    command = [
        sys.executable,
        "-m",
        "workers",
        "calibrate",
        str(pack),
        str(folder.path),
    ]
    command += ["--checks-only", "--jobs", "1", "--report", str(tmp_path / "out.html")]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        _wait_for_line(state, process)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    before = lines()
    assert 1 <= len(before) < len(names)
    assert calibrate("--checks-only", "--jobs", "1") == 0
    assert lines()[: len(before)] == before
    assert [line["name"] for line in lines()] == names
    told = capsys.readouterr()
    assert f"{len(before)} of 4 are graded already" in told.err
    assert "4 submissions: 4 accepted" in told.out


def _wait_for_line(state: Path, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 120
    while not (state.exists() and b"\n" in state.read_bytes()):
        assert process.poll() is None, "it ended before it was killed"
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_interrupted_it_reports_what_there_is(calibrate, folder, monkeypatch, capsys):
    for number in range(3):
        folder.notebook(f"work-{number}.ipynb", SLOW)
    monkeypatch.setattr("workers.calibration.bar.Bar.advance", _interrupt)
    assert calibrate("--checks-only", "--jobs", "1") == 130
    told = capsys.readouterr().out
    assert "1 submission: 1 accepted" in told
    assert "The same command goes on from here." in told


def _interrupt(bar, record) -> None:
    raise KeyboardInterrupt


def test_the_starter_is_refused_as_the_site_refuses_it(
    calibrate, folder, pack, tmp_path
):
    (pack / "starter").mkdir()
    (pack / "starter" / "doubling.ipynb").write_bytes(notebook(GOOD))
    folder.notebook("untouched.ipynb")
    calibrate("--checks-only")
    assert rows(tmp_path)["untouched.ipynb"]["refusal"] == "starter_untouched"


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (b"good,perhaps\n", "'perhaps' is no known outcome"),
        (b"nobody,passed\n", "none of its 1 names is in the folder"),
    ],
)
def test_known_outcomes_that_cannot_be_used_end_it_at_once(  # noqa: PLR0913, PLR0917 -- fixtures
    calibrate, folder, tmp_path, capsys, known, told
):
    folder.notebook("good.ipynb")
    path = folder.write("known.csv", known)
    assert calibrate("--known", str(path)) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out.state.jsonl").exists()


def test_a_folder_without_submissions_is_said(calibrate, folder, capsys):
    folder.write("notes.md", b"nothing")
    assert calibrate() == 2
    assert "There is no submission in" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["folder", "data"])
def test_a_folder_that_is_not_there_is_said(pack, folder, tmp_path, capsys, option):
    folder.notebook("good.ipynb")
    missing = str(tmp_path / "missing")
    work = missing if option == "folder" else str(folder.path)
    assert main(["calibrate", str(pack), work, "--data", missing]) == 2
    assert f"{missing} is no folder" in capsys.readouterr().err


def test_no_jobs_at_all_is_no_choice(calibrate, capsys):
    with pytest.raises(SystemExit):
        calibrate("--jobs", "0")
    assert "0 is not 1 or more" in capsys.readouterr().err
