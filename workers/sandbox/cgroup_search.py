"""Finds the control groups below which this process may make its own."""

import os
from pathlib import Path

from workers.sandbox.cgroups import CONTROLLERS, COUNTING, Group, Parents

ROOT = Path("/sys/fs/cgroup")
OWN = Path("/proc/self/cgroup")


NONE = "none"


def find_parents(root: Path = ROOT, own: Path = OWN) -> Parents | None:
    """The folders that this process may use, or None. Makes a test group to find out."""
    given = os.environ.get("REVIEWHUB_CGROUP")
    if given == NONE:
        return None
    found = _version_2(Path(given) if given else None, root, own) or _version_1(
        root, own
    )
    return found if found and _may_make_groups(found) else None


def _version_2(given: Path | None, root: Path, own: Path) -> Parents | None:
    folder = given or root / _own_paths(own).get("", "/").lstrip("/")
    try:
        enabled = (folder / "cgroup.subtree_control").read_text("ascii").split()
    except OSError:
        return None
    if not set(CONTROLLERS) <= set(enabled):
        return None
    return Parents(2, dict.fromkeys(CONTROLLERS, folder))


def _version_1(root: Path, own: Path) -> Parents | None:
    paths = _own_paths(own)
    folders = {
        controller: root / controller / paths[controller].lstrip("/")
        for controller in (*CONTROLLERS, COUNTING)
        if controller in paths
    }
    there = {name: folder for name, folder in folders.items() if folder.is_dir()}
    if COUNTING in there and not os.access(there[COUNTING], os.W_OK):
        del there[COUNTING]  # the others may be ours all the same
    return Parents(1, there) if there else None


def _own_paths(own: Path) -> dict[str, str]:
    """`{"memory": "/a/b", ...}`; version 2 has one line, without a controller's name."""
    paths = {}
    for line in own.read_text("utf-8").splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            paths[controller] = path
    return paths


def _may_make_groups(parents: Parents) -> bool:
    group = Group(parents)
    try:
        group.make()
    except OSError:
        return False
    finally:
        group.remove()
    return True
