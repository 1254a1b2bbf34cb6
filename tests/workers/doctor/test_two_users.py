"""The doctor as root and as an ordinary user, with and without control groups.

Each finds the machine fit, blocks the same attacks, and says what it had for it.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.few import FEW, copy_few
from tests.workers.doctor.two_users import ORDINARY, as_ordinary_user, as_root
from workers.environments.environments import find_runtime
from workers.sandbox.cgroup_search import find_parents

MORE = (
    "escape/children_of_the_parent",
    "escape/lease_on_a_shared_file",
    "escape/locks_on_shared_files",
    "exhaust/computing_uncollected",
    "exhaust/memory_hidden_in_orphans",
    "exhaust/pending_signals",
)
PATIENCE_S = 300
EXAMINE = """
import dataclasses, json
from workers.doctor.doctor import diagnose
print(json.dumps(dataclasses.asdict(diagnose())))
"""

Examine = Callable[..., Mapping[str, Any]]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """One that every user may read; pytest's own are private."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def examine(open_folder: Path) -> Examine:
    corpus = copy_few(open_folder / "attacks", (*FEW, *MORE))
    runtimes = open_folder / "runtimes"
    runtimes.mkdir()
    (runtimes / "numpy").symlink_to(find_runtime("numpy").folder.resolve())

    def run(command: Sequence[str], **variables: str) -> Mapping[str, Any]:
        named = {"REVIEWHUB_ATTACKS": str(corpus), "REVIEWHUB_RUNTIMES": str(runtimes)}
        done = subprocess.run(
            command,
            env={**os.environ, **named, "HOME": "/", **variables},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        found: Mapping[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    return run


PROGRAM = (sys.executable, "-c", EXAMINE)


def _is_fit(diagnosis: Mapping[str, Any]) -> None:
    assert (
        diagnosis["lines"][-1]
        == f"ok  {len(FEW + MORE)} of {len(FEW + MORE)} attacks blocked"
    )
    assert diagnosis["fit"]
    assert diagnosis["reason"] == ""


@pytest.mark.parametrize("groups", [True, False], ids=["with groups", "without groups"])
def test_as_root(examine: Examine, *, groups: bool) -> None:
    diagnosis = examine(
        as_root(PROGRAM), **({} if groups else {"REVIEWHUB_CGROUP": "none"})
    )
    _is_fit(diagnosis)
    parents = find_parents() if groups else None
    told = "\n".join(diagnosis["lines"])
    assert "examined as root" in told
    assert diagnosis["facts"]["user"] == 0
    assert diagnosis["facts"]["cgroup"] == (parents.words if parents else "none")
    assert ("memory is limited by the watchdog alone" in told) == (parents is None)


def test_as_an_ordinary_user_without_groups(
    examine: Examine, open_folder: Path
) -> None:
    aside = open_folder / "aside"
    aside.mkdir()
    diagnosis = examine(as_ordinary_user(PROGRAM, aside), REVIEWHUB_CGROUP="none")
    _is_fit(diagnosis)
    told = "\n".join(diagnosis["lines"])
    user = os.getuid() or ORDINARY
    assert f"examined as an ordinary user, number {user}" in told
    assert "control groups: none that this user may use" in told
    assert "processor time is counted by looks at processes" in told
    owner = find_runtime("numpy").folder.stat().st_uid
    assert ("runtime numpy belongs to this user" in told) == (owner == user)
