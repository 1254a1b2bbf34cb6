"""Outcomes, limits, progress and names of artifacts."""

import pytest

from protocol.artifacts import picture_name, picture_number
from protocol.progress import (
    CellStarted,
    CurvePoint,
    Note,
    Phase,
    Printed,
    Progress,
    ProgressKind,
    Usage,
)
from protocol.steps import CheckResult, Limits, Outcome

TEXT = {"en": "A"}


@pytest.mark.parametrize(
    ("outcomes", "worst"),
    [
        ([], None),
        (["passed"], "passed"),
        (["passed", "skipped"], "skipped"),
        (["skipped", "broken"], "broken"),
        (["broken", "failed", "passed"], "failed"),
    ],
)
def test_the_worst_outcome_speaks_for_all(outcomes, worst):
    assert Outcome.worst(outcomes) == worst


def test_a_limit_that_nobody_keeps_is_refused():
    assert Limits.parse({"wall_s": 3}).wall_s == 3
    with pytest.raises(ValueError, match="wal_s"):
        Limits.parse({"wal_s": 3})


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (Phase(TEXT, 1, 2), ProgressKind.PHASE),
        (CheckResult("a.b", TEXT, Outcome.PASSED), ProgressKind.CHECK),
        (CellStarted(1, 9), ProgressKind.CELL),
        (Printed("x"), ProgressKind.LOG),
        (CurvePoint("train", 1.0, 0.5, 4.0), ProgressKind.CURVE),
        (Usage(10.0, 100.0, 1.5), ProgressKind.USAGE),
        (Note(TEXT), ProgressKind.NOTE),
    ],
    ids=lambda value: value if isinstance(value, ProgressKind) else "",
)
def test_each_thing_told_has_its_kind(told, kind):
    progress = Progress.of(told)
    assert progress.kind == kind
    assert type(told)(**progress.payload) == told


@pytest.mark.parametrize(
    "name", ["picture-0.png", "picture-01.png", "picture-1.png.exe", "../picture-1.png"]
)
def test_only_names_that_were_given_are_read(name):
    assert picture_number(picture_name(17)) == 17
    assert picture_number(name) is None
