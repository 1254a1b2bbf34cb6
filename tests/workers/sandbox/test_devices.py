"""Where workers are root, the devices inside are not the machine's own files."""

import os
import stat
from pathlib import Path

import pytest

from tests.workers.conftest import Start
from workers.sandbox import devices
from workers.sandbox.devices import own_nodes

OWNERS = """
import os

def owners():
    return {name: os.stat("/dev/" + name).st_uid for name in os.listdir("/dev")}

def use():
    with open("/dev/null", "wb") as null, open("/dev/zero", "rb") as zero:
        return null.write(b"x") + len(zero.read(3)) + len(os.urandom(2))

def chmod(name):
    try:
        os.chmod("/dev/" + name, 0o666)
    except OSError:
        return "refused"
    return "changed"
"""


def test_devices_can_be_used_and_belong_to_somebody_else(start: Start) -> None:
    student = start(OWNERS)
    assert student.call("use") == 6
    for name in devices.NODES:
        if Path(f"/dev/{name}").exists():
            assert student.call("chmod", name) == "refused"


def test_an_ordinary_user_needs_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    assert own_nodes(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_where_no_device_can_be_made_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "getuid", lambda: devices.ROOT)
    monkeypatch.setattr(os, "mknod", refused)
    assert own_nodes(tmp_path) == ()


def test_a_slots_devices_are_copied_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: dict[str, tuple[int, int]] = {}
    owners: list[int] = []

    def mknod(path: Path, mode: int, device: int) -> None:
        assert stat.S_ISCHR(mode)
        path.touch()
        made[path.name] = (os.major(device), os.minor(device))

    monkeypatch.setattr(os, "getuid", lambda: devices.ROOT)
    monkeypatch.setattr(os, "ST_NODEV", 0)
    monkeypatch.setattr(os, "mknod", mknod)
    monkeypatch.setattr(os, "chown", lambda path, user, group: owners.append(user))
    binds = ["--dev-bind", "/dev/null", "/dev/gpu0"]
    binds += ["--dev-bind-try", "/dev/no-such-thing", "/dev/no-such-thing"]
    options = own_nodes(tmp_path, [*binds, "--ro-bind", "/usr/lib", "/usr/lib"])
    assert made == {**devices.NODES, "gpu0": (1, 3)}
    assert owners == [devices.UNMAPPED] * len(made)
    assert options[-3:] == ("--dev-bind", str(tmp_path / "devices/gpu0"), "/dev/gpu0")
