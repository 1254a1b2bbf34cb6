"""A kernel that was forked is confined like one that was started, line by line.

What /proc tells of the one and of the other is compared. What differs by design is named here
and nowhere else.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from notebooks.syntax import definitions
from protocol.steps import Incident, Limits
from tests.workers.obtainable import OLD
from workers.doctor.attacks.inspecting import inspect
from workers.environments.environments import Runtime, find_runtime
from workers.grader.steps.notebook import _execute
from workers.grader.steps.output_allowance import Allowance
from workers.grader.student import SandboxedStudent
from workers.grader.work import Work
from workers.packkit.checks import StudentError
from workers.sandbox import devices, forking, opening
from workers.sandbox.opening import Store
from workers.sandbox.policy import Policy
from workers.sandbox.sandbox import Sandbox

LOOKING = r"""
import os, resource, socket

def read(path):
    with open(path) as file:
        return file.read()

def status():
    return dict(line.split(":\t", 1) for line in read("/proc/self/status").splitlines())

def mounts():
    "Of several at one place the last, which is what is seen there."
    return sorted({line.split()[4]: line.split(" - ")[0].split()[3:6] + line.split(" - ")[1].split()
                   for line in read("/proc/self/mountinfo").splitlines()}.items())

def folders():
    return {place: sorted(os.listdir(place)) for place in ("/", "/opt", "/dev", "/run", "/etc")}

def environment():
    return [sorted(os.environ.items()), read("/proc/self/environ").split("\0")]

def limits():
    return read("/proc/self/limits")

def namespaces():
    return {name: os.readlink(f"/proc/self/ns/{name}") for name in sorted(os.listdir("/proc/self/ns"))}

def odds():
    return {
        "cwd": os.getcwd(), "umask": os.umask(0o077), "terminal": read("/proc/self/stat").rsplit(")", 1)[1].split()[4],
        "host": socket.gethostname(), "uid": read("/proc/self/uid_map").split()[0],
        "groups": read("/proc/self/setgroups"), "score": read("/proc/self/oom_score_adj"),
        "stdin": os.readlink("/proc/self/fd/0"), "cgroup": read("/proc/self/cgroup"),
        "interfaces": [name for _, name in socket.if_nameindex()],
    }

def descriptors():
    found = [os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd") if os.path.lexists(f"/proc/self/fd/{n}")]
    return sorted(place for place in found)

def import_all(modules):
    import importlib
    for module in modules:
        importlib.import_module(module)

def wait(seconds):
    import time
    time.sleep(seconds)

def leave(code):
    os._exit(code)

def draws():
    import numpy, random
    return [random.random(), float(numpy.random.rand())]

def signalled():
    "Numbers that may be signalled and are neither in /proc nor threads of this process."
    known = set(os.listdir("/proc")) | set(os.listdir("/proc/self/task"))
    found = []
    for pid in range(1, 40_000):
        try:
            os.kill(pid, 0)
        except OSError:
            continue
        if str(pid) not in known:
            found.append(pid)
    return found
"""
# Numbers of processes, and what a process has used so far.
VARIES = re.compile(
    r"^(Pid|Tgid|PPid|NS\w+|Vm\w+|Rss\w+|HugetlbPages|\w*ctxt_switches|SigQ|Threads"
    r"|FDSize|State|Name)$"
)

OWN_NAME = re.compile(
    r"/tmp/reviewhub-sandbox-[\w-]+(/\w{8})?/(inbox|devices)|/reviewhub-\d+-\w+"
)


def _student(runtime: Runtime) -> SandboxedStudent:
    work = Work("", definitions([LOOKING]), {})
    limits = Limits(wall_s=60, memory_mb=512, scratch_mb=64)
    student = SandboxedStudent(runtime, limits, work, time.monotonic() + 60)
    student.start()
    student.load_definitions()
    return student


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    store = Store()
    monkeypatch.setattr(opening, "STORE", store)
    yield store
    store.close()


@pytest.fixture(scope="module", params=["numpy", *OLD])
def pair(
    request: pytest.FixtureRequest,
) -> Iterator[tuple[SandboxedStudent, SandboxedStudent]]:
    """One that was started and one that was forked, both alive, of any Python we have."""
    runtime = find_runtime(request.param)
    with pytest.MonkeyPatch.context() as patch:
        store = Store()
        patch.setattr(opening, "STORE", store)
        started = _student(runtime)
        # scikit-learn sets variables when it is imported, and the template has imported it.
        started.call("import_all", list(runtime.warm_up))
        store.keep([runtime])
        forked = _student(runtime)
        yield started, forked
        for student in (started, forked):
            student.close()
        store.close()


Pair = tuple[SandboxedStudent, SandboxedStudent]


def test_they_came_about_as_they_should(pair: Pair) -> None:
    ways = [s.sandbox.summary()["kernel"] for s in pair if s.sandbox]
    assert ways == ["started", "forked"]


def test_identity_capabilities_filters_and_signals_are_the_same(pair: Pair) -> None:
    told = [student.call("status") for student in pair]
    started, forked = (
        {k: v for k, v in status.items() if not VARIES.match(k)} for status in told
    )
    assert forked == started
    assert forked["CapEff"] == forked["CapBnd"] == forked["CapPrm"] == "0" * 16
    assert forked["Seccomp_filters"] == "2"
    assert forked["NoNewPrivs"] == "1"


@pytest.mark.parametrize("what", ["mounts", "folders", "limits", "environment", "odds"])
def test_what_it_sees_and_may_use_is_the_same(pair: Pair, what: str) -> None:
    told = [repr(student.call(what)) for student in pair]
    started, forked = (OWN_NAME.sub("<its own>", words) for words in told)
    assert forked == started


def test_it_holds_no_descriptor_that_the_other_does_not(pair: Pair) -> None:
    started, forked = (
        [re.sub(r"\d+", "N", place) for place in student.call("descriptors")]
        for student in pair
    )
    assert set(forked) == set(started)
    assert len(forked) <= len(started)


def test_every_namespace_is_its_own(pair: Pair) -> None:
    started, forked = (student.call("namespaces") for student in pair)
    ours = {name: _ours(name) for name in forked}
    for name in ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts"):
        assert len({started[name], forked[name], ours[name]}) == 3, name


def _ours(name: str) -> str:
    return str(Path(f"/proc/self/ns/{name}").readlink())


def test_the_template_is_out_of_reach(pair: Pair) -> None:
    """Its number, the steward's and the worker's mean nothing inside."""
    _, forked = pair
    assert forked.call("signalled") == []


def test_two_forks_draw_different_numbers(runtime: Runtime, store: Store) -> None:
    store.keep([runtime])
    drawn = []
    for _ in range(3):
        student = _student(runtime)
        drawn += student.call("draws")
        student.close()
    assert len(set(drawn)) == len(drawn)


def test_a_filter_that_is_left_out_of_a_fork_is_found(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    monkeypatch.setattr(forking, "filter_files", list)
    store.keep([runtime])
    found = inspect(runtime.name)
    assert found["facts"]["way"] == "forked"
    assert found["faults"] == ["Seccomp is '0' inside, not 2"]


def test_a_folder_too_many_in_a_fork_is_found(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    honest = Policy.arguments

    def open_handed(policy: Policy) -> list[str]:
        words = honest(policy)
        end = len(words) - 1 - words[::-1].index("--remount-ro")  # of the whole
        return [*words[:end], "--ro-bind", "/usr/share", "/srv", *words[end:]]

    monkeypatch.setattr(Policy, "arguments", open_handed)
    store.keep([runtime])
    found = inspect(runtime.name)
    assert found["facts"]["way"] == "forked"
    assert found["faults"] == ["the sandbox sees /srv, which no policy names"]


def test_a_sandbox_that_never_came_up_is_an_incident(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    monkeypatch.setattr(Policy, "arguments", lambda _: ["--no-such-option"])
    template = forking.Template(runtime, store.device)
    try:
        with pytest.raises(forking.NotForked, match="no-such-option"):
            Sandbox(runtime, 64, template=template)
        left = {path.name for path in template.folder.iterdir()}
        assert left <= {devices.FOLDER}  # the template's own
    finally:
        template.close()


def _asks(student: SandboxedStudent) -> None:
    student.call("wait", 20)


def _runs_a_notebook(student: SandboxedStudent) -> None:
    assert student.sandbox is not None
    waiting = new_notebook(cells=[new_code_cell("wait(20)")])
    limits = Limits(wall_s=60)
    allowance = Allowance.of(limits)
    _execute(waiting, student.sandbox, limits, lambda _: None, allowance)


@pytest.mark.parametrize("work", [_asks, _runs_a_notebook])
def test_a_template_that_dies_under_a_run_is_not_the_students(
    runtime: Runtime, store: Store, work: Callable[[SandboxedStudent], None]
) -> None:
    store.keep([runtime])
    student = _student(runtime)
    template = store.templates[runtime.folder].result()
    threading.Timer(0.5, template._process.kill).start()  # noqa: SLF001 -- who else may
    with pytest.raises(Incident, match="template or its steward"):
        work(student)
    student.close()


def test_a_kernel_that_ends_itself_is_the_students(
    runtime: Runtime, store: Store
) -> None:
    store.keep([runtime])
    student = _student(runtime)
    with pytest.raises(StudentError, match="exit 7"):
        student.call("leave", 7)
    student.close()
