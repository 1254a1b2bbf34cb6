"""The Dockerfile, without an engine: which change makes which layer anew, what comes along."""

import json
import re
import shutil
import subprocess
import sys

import pyseccomp
import pytest

from projects.operations.demo.records import FOLDER
from tests.tooling.compose import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text()
SANDBOX = {
    *("clone", "unshare", "setns", "mount", "umount2", "pivot_root", "sethostname"),
}
NEVER = {
    *("bpf", "perf_event_open", "userfaultfd", "kexec_load", "init_module", "reboot"),
    *("finit_module", "delete_module", "keyctl", "add_key", "request_key"),
    *("mount_setattr", "open_tree", "move_mount", "fsopen", "fsconfig", "fsmount"),
    *("swapon", "swapoff", "settimeofday", "clock_settime", "iopl", "ioperm"),
    *("open_by_handle_at", "quotactl", "acct", "chroot", "io_uring_setup", "clone3"),
    *("process_vm_readv", "process_vm_writev", "pidfd_getfd", "kcmp", "syslog"),
}


def copied_before(marker):
    """Sources of the COPY lines above the line with the marker."""
    head = DOCKERFILE[: DOCKERFILE.index(marker)]
    lines = re.findall(r"^COPY (.+)$", head, re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def test_the_runtimes_are_made_of_what_builds_them_and_nothing_else(tmp_path):
    """Gigabytes: a changed line of the grader must not make them anew."""
    sources = copied_before("RUN python -m workers.environments.building")
    assert set(sources) == {
        "workers/__init__.py",
        *(f"protocol/{name}.py" for name in ("__init__", "steps", "texts")),
        *("workers/environments", "workers/runtimes"),
    }
    for source in sources:
        place = tmp_path / source
        place.parent.mkdir(exist_ok=True)
        copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
        copy(ROOT / source, place)
    code = (
        "from workers.environments import building, environments as e;"
        "print(*e.declarations())"
    )
    asked = subprocess.run(
        [sys.executable, "-S", "-c", code],
        cwd=tmp_path,
        env={},
        check=True,
        capture_output=True,
        text=True,
    )
    assert asked.stdout.split() == ["numpy", "numpy-2017", "numpy-2022", "tf2"]


def test_the_product_is_copied_after_all_that_is_installed():
    assert copied_before("COPY . ./")[-1] == "requirements.lock"


def test_of_the_packs_no_exemplar_is_part_of_the_image():
    """The demo hands in what its records hold, which lie with the product."""
    rules = (ROOT / ".dockerignore").read_text().splitlines()
    assert "workers/packs/*/exemplars" in rules
    assert [rule for rule in rules if rule.startswith("!workers/packs/")] == []
    assert FOLDER.is_relative_to(ROOT / "projects")


@pytest.fixture(scope="module")
def profile():
    return json.loads((ROOT / "deploy" / "seccomp.json").read_text())


def test_the_filter_forbids_what_it_does_not_name(profile):
    assert profile["defaultAction"] == "SCMP_ACT_ERRNO"
    assert {rule["action"] for rule in profile["syscalls"]} == {
        "SCMP_ACT_ALLOW",
        "SCMP_ACT_ERRNO",
    }


def test_the_filter_allows_what_a_sandbox_is_made_of_and_no_other_privilege(profile):
    allowed = [
        name
        for rule in profile["syscalls"]
        if rule["action"] == "SCMP_ACT_ALLOW" and "args" not in rule
        for name in rule["names"]
    ]
    assert set(profile["syscalls"][0]["names"]) == SANDBOX
    assert len(allowed) == len(set(allowed))
    assert set(allowed) & NEVER == set()
    for name in allowed:
        assert pyseccomp.resolve_syscall(pyseccomp.Arch.X86_64, name) >= 0, name


def test_clone3_is_answered_as_by_a_kernel_without_it(profile):
    """With another answer no thread would start: libraries fall back for this one alone."""
    (rule,) = [rule for rule in profile["syscalls"] if "clone3" in rule["names"]]
    assert (rule["action"], rule["errnoRet"]) == ("SCMP_ACT_ERRNO", 38)
