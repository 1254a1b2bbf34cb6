"""The doctor says as whom, and with which control groups, it examined."""

import os
from pathlib import Path

import pytest

from workers.doctor import surroundings
from workers.doctor.surroundings import LIMITED, Surroundings, look_around
from workers.environments.environments import find_runtime
from workers.sandbox.cgroups import Parents

PLACE = Path("/nowhere")
EVERYTHING = Parents(1, dict.fromkeys(("memory", "pids", "cpuacct"), PLACE))


def _around(monkeypatch: pytest.MonkeyPatch, parents: Parents | None) -> Surroundings:
    monkeypatch.setattr(surroundings, "find_parents", lambda: parents)
    return look_around(["numpy"])


def test_root_is_told_what_root_means() -> None:
    first, *_ = Surroundings(0, "version 2: memory, pids", (), ()).lines()
    assert "as root" in first
    assert "Grade as an ordinary user" in first


def test_an_ordinary_user_is_named_by_number() -> None:
    lines = [*Surroundings(1000, "", (), ()).lines()]
    assert lines == [
        "--  examined as an ordinary user, number 1000",
        "--  control groups: none that this user may use",
    ]


@pytest.mark.parametrize(
    ("parents", "uncovered"),
    [
        (None, ("memory", "pids", "cpuacct")),
        (Parents(2, dict.fromkeys(("memory", "pids"), PLACE)), ()),
        (EVERYTHING, ()),
        (Parents(1, {"memory": PLACE}), ("pids", "cpuacct")),
    ],
    ids=["none", "version 2", "version 1", "version 1 in part"],
)
def test_what_no_control_group_covers_is_said(
    monkeypatch: pytest.MonkeyPatch, parents: Parents | None, uncovered: tuple[str, ...]
) -> None:
    around = _around(monkeypatch, parents)
    assert around.uncovered == uncovered
    told = "\n".join(around.lines())
    assert [name for name, words in LIMITED.items() if words in told] == [*uncovered]
    assert around.facts["cgroup"] == (parents.words if parents else "none")


def test_a_runtime_of_ones_own_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = find_runtime("numpy").folder.stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner)
    assert _around(monkeypatch, EVERYTHING).owned == ("numpy",)
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    assert _around(monkeypatch, EVERYTHING).owned == ()
    assert look_around(["no-such-runtime"]).owned == ()
