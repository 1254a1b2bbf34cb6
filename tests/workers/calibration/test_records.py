"""The state file: what it keeps, and what it makes of a half-written line."""

import pytest

from protocol.steps import Incident
from tests.workers.calibration.making import record
from workers.calibration.records import Verdict
from workers.calibration.state import open_state


def kept(path):
    with open_state(path) as state:
        return dict(state.records)


def test_what_was_added_is_there_when_opened_again(tmp_path):
    path = tmp_path / "new" / "state.jsonl"
    first = record("anna", failed=["basics.doubles"], figures={"loss": 0.5})
    second = record("anna", seed=1)
    with open_state(path) as state:
        state.add(first)
        state.add(second)
    assert kept(path) == {("anna", 0): first, ("anna", 1): second}


def test_the_newest_record_counts(tmp_path):
    path = tmp_path / "state.jsonl"
    newer = record("anna", digest="other", failed=["load"])
    with open_state(path) as state:
        state.add(record("anna"))
        state.add(newer)
    assert kept(path) == {("anna", 0): newer}


def test_a_line_cut_off_by_a_kill_is_dropped_and_the_next_is_whole(tmp_path):
    path = tmp_path / "state.jsonl"
    with open_state(path) as state:
        state.add(record("anna"))
    with path.open("ab") as file:
        file.write(b'{"name": "bob", "see')
    with open_state(path) as state:
        assert list(state.records) == [("anna", 0)]
        state.add(record("carol"))
    assert list(kept(path)) == [("anna", 0), ("carol", 0)]


def test_lines_that_are_no_records_are_passed_over(tmp_path):
    path = tmp_path / "state.jsonl"
    path.write_bytes(b'[]\n{"results": []}\nnonsense\n\n')
    assert kept(path) == {}


@pytest.mark.parametrize(
    ("changes", "done"),
    [
        ({}, True),
        ({"verdict": Verdict.REFUSED}, True),
        ({"verdict": Verdict.INCIDENT}, False),
        ({"digest": "another"}, False),
        ({"version": "another"}, False),
        ({"seed": 1}, False),
        ({"name": "bob"}, False),
    ],
)
def test_what_is_graded_again(tmp_path, changes, done):
    with open_state(tmp_path / "state.jsonl") as state:
        state.add(record(**changes))
        assert state.has("anna", 0, "d", "v") is done


def test_two_calibrations_do_not_write_one_state(tmp_path):
    path = tmp_path / "state.jsonl"
    with open_state(path), pytest.raises(Incident, match="Another calibration"):
        kept(path)
