"""Known outcomes, as spreadsheets and people write them."""

from pathlib import Path

import pytest

from workers.calibration.known import read_known
from workers.calibration.known_lines import UnusableKnown
from workers.calibration.submissions import Submission

NAMES = ("2017/anna", "bob.ipynb", "carol.zip", "Dänä.ipynb")
SUBMISSIONS = [Submission(name, Path(name)) for name in NAMES]


@pytest.fixture
def known(tmp_path):
    def read(text, encoding="utf-8", submissions=SUBMISSIONS):
        path = tmp_path / "known.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return read_known(path, submissions)

    return read


@pytest.mark.parametrize(
    "text",
    [
        "name,outcome\n2017/anna,passed\nbob.ipynb,failed\n",
        "2017/anna,passed\nbob.ipynb,failed",
        "File;Note;Result\r\nANNA;late;Meets Specifications\r\nBob;;requires changes\r\n",
        "outcome\tname\nyes\t./2017/anna/\nno\tBOB.IPYNB\n",
        "# of 2017\n\nanna, 1 \nbob, 0\n\n",
        '"anna","合格"\n"bob","不合格"\ncarol,\n',
        "2017\\anna,Approved.\nbob,changes_requested\ncarol.zip,unknown\n",
        "# of 2017, as told, by hand\n;;\nanna;pass!\nbob;fail\n",
    ],
)
def test_outcomes_are_read_however_they_are_written(known, text):
    assert known(text).outcomes == {"2017/anna": True, "bob.ipynb": False}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_spreadsheets_write_in_several_encodings(known, encoding):
    assert known("name,outcome\nDänä,good\n", encoding).outcomes == {"Dänä.ipynb": True}


def test_a_name_may_be_spelled_with_combining_characters(known):
    assert known("Da\u0308na\u0308,good\n").outcomes == {"Dänä.ipynb": True}


def test_names_that_are_not_in_the_folder_are_told(known):
    found = known("anna,good\nnobody,bad\n")
    assert found.outcomes == {"2017/anna": True}
    assert found.absent == ("nobody",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("anna,good\nbob,perhaps\n", r"line 2: 'perhaps' is no known outcome"),
        ("anna,good\n2017/anna,bad\n", r"line 2: '2017/anna' has another .* line 1"),
        ("anna\nbob\n", r"line 1: there is one column.*anna,passed"),
        ("", r"names no submission"),
        ("name,outcome\n", r"names no submission"),
        ("name,remark\nanna,good\n", r"no column “outcome”: name, remark"),
        ("anna," + "x" * 200_000 + "\n", r"line 1: field larger than field limit"),
        ("nobody,good\nnone,bad\n", r"none of its 2 names is in the folder.*'nobody'"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_line(known, text, told):
    with pytest.raises(UnusableKnown, match=told):
        known(text)


def test_all_faults_are_told_at_once_and_what_is_wanted(known):
    with pytest.raises(UnusableKnown) as raised:
        known("".join(f"bob,word{number}\n" for number in range(20)))
    told = str(raised.value)
    assert told.count("is no known outcome") == 12
    assert "and 8 more" in told
    assert "An outcome is “passed” or “failed”" in told


def test_a_short_name_that_two_have_is_refused(known):
    two = [Submission(name, Path(name)) for name in ("2017/anna", "2018/anna")]
    with pytest.raises(UnusableKnown, match="any of 2017/anna, 2018/anna"):
        known("anna,good\n", submissions=two)
    assert known("2018/anna,good\n", submissions=two).outcomes == {"2018/anna": True}


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UnusableKnown, match="No such file"):
        read_known(tmp_path / "known.csv", SUBMISSIONS)
