"""What is missing is installed when that is allowed, and otherwise said in one line."""

import subprocess

import pytest

from scripts import commands, packages, sandbox_check, say

ABSENT = packages.Need("no-such-package", "nothing", lambda: None)
PRESENT = packages.Need("coreutils", "everything", lambda: "/usr/bin/env")


def test_nothing_is_installed_when_nothing_is_missing(monkeypatch, capsys):
    monkeypatch.setattr(commands, "run", pytest.fail)
    packages.ensure([PRESENT])
    assert "nothing to install" in capsys.readouterr().out


def test_without_rights_it_stops_with_the_line_to_type(monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(
        "shutil.which", lambda name: None if name == "sudo" else f"/usr/bin/{name}"
    )
    with pytest.raises(say.Stop, match=r"sudo apt-get install -y no-such-package$"):
        packages.ensure([PRESENT, ABSENT])


def test_with_rights_apt_installs_just_what_is_missing(monkeypatch):
    ran = []
    found = iter([None, "/usr/bin/it"])
    need = packages.Need("thing", "it", lambda: next(found))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(commands, "run", lambda command, **_: ran.append(command))
    packages.ensure([PRESENT, need])
    assert [command[3:5] for command in ran] == [
        ["apt-get", "update"],
        ["apt-get", "install"],
    ]
    assert ran[-1][-1] == "thing"


def test_apt_that_does_not_help_is_said(monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(commands, "run", lambda command, **_: "")
    with pytest.raises(say.Stop, match="still missing: no-such-package"):
        packages.ensure([ABSENT])


def test_a_forbidden_sandbox_is_said_with_its_remedy(monkeypatch):
    refusal = subprocess.CompletedProcess(
        [], 1, "", "bwrap: setting up uid map: denied"
    )
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: refusal)
    with pytest.raises(say.Stop, match=r"uid map: denied[^$]*sysctl"):
        sandbox_check.check_sandbox()


def test_this_machine_has_all_that_the_tests_need():
    assert packages.missing(packages.TO_TEST) == []
