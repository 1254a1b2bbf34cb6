"""The verdict on a round of chaos sees what it is there to see."""

from hashlib import sha256
from pathlib import Path

import pytest

from tests.engine.chaos.history import Change
from tests.engine.chaos.killer import Deed, How
from tests.engine.chaos.people import Student
from tests.engine.chaos.recovery import KILLED, histogram, recovery_times
from tests.engine.chaos.verdict import RIGHT, Round, faults

EXAMINE, TRAIN = 1, 2


def steps(pk, *states):
    """Taken by the worker with process number 100, then 200 …; a second apart."""
    made, number = [], 0
    for at, state in enumerate(states):
        number += state == "running"
        fence = f"fence {number}" if state == "running" else None
        made.append(Change(float(at), pk, state, f"cpu@host:{number}00", fence))
    return made


@pytest.fixture
def seen(tmp_path):
    file = Path(tmp_path, "slow.ipynb")
    file.write_text("{}")
    student = Student("", "one@chaos.test", file, True, 0.0, uid="u", answered=True)
    told = {
        "student": student.email,
        "uid": "u",
        "attempt": 1,
        "state": RIGHT.state,
        "files": {"slow.ipynb": sha256(b"{}").hexdigest()},
        "events": list(RIGHT.events),
        "told": RIGHT.events[1:],
        "runs": [
            {
                "state": "finished",
                "verdict": RIGHT.verdict,
                "points": list(RIGHT.points),
                "steps": {
                    kind: {
                        "pk": pk,
                        "state": "passed",
                        "incident": "Oh.",
                        "results": list(r),
                    }
                    for (kind, r), pk in zip(
                        RIGHT.results.items(), (EXAMINE, TRAIN), strict=True
                    )
                },
            }
        ],
    }
    history = {
        "projects_step": {
            EXAMINE: steps(EXAMINE, "queued", "running", "passed"),
            TRAIN: [
                *steps(TRAIN, "pending", "queued", "running", "queued"),
                Change(9.5, TRAIN, "running", "gpu@host:300", "fence 3"),
                Change(10.5, TRAIN, "passed", "gpu@host:300", None),
            ],
        },
        "projects_run": {1: steps(1, "queued", "finished")},
        "projects_submission": {1: steps(1, "checking", RIGHT.state)},
    }
    deed = Deed("worker-gpu", How.KILL, 2.5, frozenset({99, 100}), 2.6, 4.0)
    return Round([student], [told], history, [deed])


def test_a_good_round_has_no_faults_and_its_recovery_is_measured(seen):
    assert faults(seen) == []
    times = recovery_times(seen.history, seen.deeds, [])
    assert times[KILLED] == [7.0]
    assert "n = 1, median 7.0 s, longest 7.0 s\n    5– 10 s  █" in histogram(times)


def run_of(seen):
    return seen.told[0]["runs"][0]


def set_aside(seen):
    run_of(seen)["state"] = "quarantined"
    run_of(seen)["steps"]["train"]["state"] = "errored"


def twice(rows):
    rows.extend(rows[-1:])


SPOILT = {
    "lost": (lambda seen: seen.told.clear(), "handed in u, and there are []"),
    "doubled": (
        lambda seen: seen.told.append({**seen.told[0], "uid": "v"}),
        "there are ['u', 'v']",
    ),
    "other bytes": (
        lambda seen: seen.students[0].file.write_text("[]"),
        "other files",
    ),
    "an attempt burnt": (lambda seen: seen.told[0].update(attempt=2), "attempt 2"),
    "never handed in": (
        lambda seen: setattr(seen.students[0], "uid", ""),
        "never could hand in",
    ),
    "stuck": (lambda seen: seen.told[0].update(state="checking"), "u ended as"),
    "two runs": (lambda seen: twice(seen.told[0]["runs"]), "2 runs"),
    "moved twice": (lambda seen: twice(seen.told[0]["events"]), "u ended as"),
    "told twice": (lambda seen: twice(seen.told[0]["told"]), "u ended as"),
    "a result twice": (
        lambda seen: twice(run_of(seen)["steps"]["train"]["results"]),
        "results",
    ),
    "two tries in one curve": (
        lambda seen: twice(run_of(seen)["points"]),
        "23, 24, 24]",
    ),
    "set aside without strikes": (set_aside, "quarantined"),
    "finished twice": (
        lambda seen: twice(seen.history["projects_step"][EXAMINE]),
        "projects_step 1 went through",
    ),
    "lost by a living worker": (
        lambda seen: seen.deeds.clear(),
        "Step 2 was lost by a living worker, cpu@host:100, which had it from 2.0",
    ),
}


@pytest.mark.parametrize("what", SPOILT)
def test_the_verdict_sees(seen, what):
    spoil, said = SPOILT[what]
    spoil(seen)
    assert any(said in fault for fault in faults(seen)), faults(seen)
