"""Every state that is no end has an owner, in the code and in docs/never-stuck.md."""

from pathlib import Path

import pytest

from projects.enums import LetterState, RunState, State, StepState, WorkerState
from projects.operations.grading.state_owners import OWNERS, table

DOC = Path(__file__).resolve().parents[2] / "docs" / "never-stuck.md"
ENDS = {
    State: {
        State.RETURNED,
        State.APPROVED,
        State.CHANGES_REQUESTED,
        State.UNREVIEWABLE,
        State.WITHDRAWN,
    },
    RunState: {
        RunState.FINISHED,
        RunState.ERRORED,
        RunState.QUARANTINED,
        RunState.CANCELLED,
    },
    StepState: {
        StepState.PASSED,
        StepState.FAILED,
        StepState.SKIPPED,
        StepState.ERRORED,
        StepState.CANCELLED,
    },
    WorkerState: {WorkerState.STOPPED},
    LetterState: {
        LetterState.SENT,
        LetterState.DROPPED,
        LetterState.CUT_OFF,
        LetterState.GIVEN_UP,
    },
}


@pytest.mark.parametrize("kind", ENDS)
def test_every_state_is_an_end_or_has_an_owner(kind):
    assert set(kind) - ENDS[kind] == set(OWNERS[kind])


def test_the_ends_are_the_products_own():
    assert set(State) - ENDS[State] == set(State.open())
    assert set(RunState) - ENDS[RunState] == set(RunState.live())
    assert set(StepState) - ENDS[StepState] == {StepState.PENDING, *StepState.live()}


def test_every_owner_is_told_in_full():
    for owners in OWNERS.values():
        for owner in owners.values():
            assert all((owner.who, owner.lease, owner.deadline, owner.then))


def test_the_page_shows_the_table():
    assert table() in DOC.read_text()
