"""The doctor says as whom, and with which control groups, it examined."""

import os
from pathlib import Path

import pytest

from workers.doctor import host
from workers.doctor.host import LIMITED, Host, inspect_host
from workers.environments.environments import find_runtime
from workers.sandbox.cgroups import Parents

PLACE = Path("/nowhere")
EVERYTHING = Parents(1, dict.fromkeys(("memory", "pids", "cpuacct"), PLACE))


def _inspected(monkeypatch: pytest.MonkeyPatch, parents: Parents | None) -> Host:
    monkeypatch.setattr(host, "find_parents", lambda: parents)
    return inspect_host(["numpy"])


def test_root_is_told_what_root_means() -> None:
    first, *_ = Host(0, "version 2: memory, pids", (), ()).lines()
    assert "as root" in first
    assert "Grade as an ordinary user" in first


def test_an_ordinary_user_is_named_by_number() -> None:
    lines = [*Host(1000, "", (), ()).lines()]
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
    found = _inspected(monkeypatch, parents)
    assert found.uncovered == uncovered
    told = "\n".join(found.lines())
    assert [name for name, words in LIMITED.items() if words in told] == [*uncovered]
    assert found.facts["cgroup"] == (parents.words if parents else "none")


def test_a_runtime_of_ones_own_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = find_runtime("numpy").folder.stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner)
    assert _inspected(monkeypatch, EVERYTHING).owned == ("numpy",)
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    assert _inspected(monkeypatch, EVERYTHING).owned == ()
    assert inspect_host(["no-such-runtime"]).owned == ()
