"""The doctor finds a hole that was made on purpose, and looks no more often than it must."""

import json
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from protocol.steps import Incident
from workers.doctor import doctor, host
from workers.doctor.attacks.judging import Environment, Trace, judge
from workers.doctor.doctor import Diagnosis, Findings, diagnose
from workers.environments.environments import find_runtime
from workers.packkit.checks import StudentError
from workers.sandbox.cgroups import Parents
from workers.sandbox.policy import bubblewrap

# Stands before bubblewrap and changes what it is told, which it reads from a descriptor.
WRAPPER = """#!{python} -I
import os, sys
words = sys.argv[1:]
if "--args" in words:
    place = words.index("--args") + 1
    with open(int(words[place]), "rb", closefd=False) as file:
        told = file.read().decode().split(chr(0))[:-1]
    {change}
    fresh = os.memfd_create("told", 0)
    os.write(fresh, "".join(word + chr(0) for word in told).encode())
    os.lseek(fresh, 0, os.SEEK_SET)
    words[words.index("--args") + 1] = str(fresh)
os.execv({real!r}, [{real!r}, *words])
"""
SHARE_NETWORK = "told.append('--share-net')"
BIND = (
    "at = len(told) - 1 - told[::-1].index('--remount-ro')\n"
    "    told[at:at] = [{how!r}, {folder!r}, {place!r}]"
)
NO_SECCOMP = (
    "while '--add-seccomp-fd' in words:\n"
    "        at = words.index('--add-seccomp-fd')\n"
    "        del words[at:at + 2]"
)

MakeHole = Callable[[str], None]


@pytest.fixture
def make_hole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeHole:
    real = shutil.which("bwrap")
    folder = tmp_path / "programs"
    folder.mkdir()

    def make(change: str) -> None:
        wrapper = folder / "bwrap"
        filled = WRAPPER.format(python=sys.executable, real=real, change=change)
        wrapper.write_text(filled)
        wrapper.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    return make


@pytest.fixture(autouse=True)
def _bubblewrap_is_looked_for_anew() -> Any:
    bubblewrap.cache_clear()
    yield
    bubblewrap.cache_clear()


@pytest.fixture
def one_runtime(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hole is the same for all of them."""
    only = {"numpy": doctor.declarations()["numpy"]}
    monkeypatch.setattr(doctor, "declarations", lambda: only)


@pytest.mark.usefixtures("small_corpus")
def test_a_sandbox_without_holes_is_fit(make_hole: MakeHole) -> None:
    """With the wrapper in its place, so that the tests below fail for the hole alone."""
    make_hole("pass")
    said: list[str] = []
    diagnosis = diagnose(said.append)
    assert diagnosis.lines[-1] == "ok  6 of 6 attacks blocked"
    assert diagnosis.fit
    assert diagnosis.reason == ""
    assert diagnosis.facts["blocked"] == 6
    assert "numpy" in diagnosis.facts["runtimes"]


@pytest.mark.usefixtures("small_corpus", "one_runtime")
def test_a_shared_network_is_found(make_hole: MakeHole) -> None:
    make_hole(SHARE_NETWORK)
    diagnosis = diagnose()
    assert not diagnosis.fit
    told = "\n".join(diagnosis.lines)
    assert "NO  attack read/broker_over_tcp: the secret of tcp came out" in told
    assert "ok  runtime" not in told
    assert diagnosis.facts["escaped"] == 1
    assert diagnosis.reason.startswith("The sandbox does not hold: ")
    assert "\n" not in diagnosis.reason


@pytest.mark.usefixtures("small_corpus", "one_runtime")
def test_a_bind_that_shows_the_machines_files_is_found(
    make_hole: MakeHole, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)  # where secrets are planted
        make_hole(BIND.format(how="--bind", folder=folder, place=folder))
        diagnosis = diagnose()
    told = "\n".join(diagnosis.lines)
    assert "attack read/checks_by_path: the secret of checks came out" in told
    assert "attack escape/write_outside: it wrote a file outside" in told
    assert f"the sandbox sees {folder}, which no policy names" in told
    assert not diagnosis.fit


@pytest.mark.usefixtures("small_corpus", "one_runtime")
def test_a_bind_that_no_attack_knows_of_is_found(
    make_hole: MakeHole, tmp_path: Path
) -> None:
    make_hole(BIND.format(how="--ro-bind", folder=str(tmp_path), place="/srv/more"))
    diagnosis = diagnose()
    assert "the sandbox sees /srv/more, which no policy names" in diagnosis.reason
    assert not diagnosis.fit


@pytest.mark.usefixtures("small_corpus", "one_runtime")
def test_a_missing_seccomp_filter_is_found(make_hole: MakeHole) -> None:
    make_hole(NO_SECCOMP)
    diagnosis = diagnose()
    told = "\n".join(diagnosis.lines)
    assert "attack read/session_keyring: the secret of key came out" in told
    assert "attack escape/ptrace: it says that it succeeded" in told
    assert "Seccomp is '0' inside, not 2" in told
    assert not diagnosis.fit


@pytest.mark.usefixtures("small_corpus", "one_runtime")
def test_a_sandbox_in_which_no_work_can_be_done_is_found(
    make_hole: MakeHole, tmp_path: Path
) -> None:
    """It blocks every attack."""
    runtime = find_runtime("numpy").folder
    (numpy,) = runtime.glob("lib/python*/site-packages/numpy")
    place = f"/opt/runtime/{numpy.relative_to(runtime)}"
    empty = tmp_path / "empty"
    empty.mkdir()
    make_hole(BIND.format(how="--ro-bind", folder=str(empty), place=place))
    diagnosis = diagnose()
    assert not diagnosis.fit
    assert "NO  honest work does not pass" in diagnosis.lines


@pytest.mark.usefixtures("small_corpus", "one_runtime")
def test_a_sandbox_in_which_nothing_starts_is_found(make_hole: MakeHole) -> None:
    make_hole("told += ['--setenv', 'PYTHONHOME', '/nowhere']")
    diagnosis = diagnose()
    assert not diagnosis.fit
    assert diagnosis.reason == "The sandbox could not start"
    assert "No module named 'encodings'" in diagnosis.lines[0]


def test_without_attacks_nothing_is_proved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "CORPUS", tmp_path)
    assert "There are no attacks" in diagnose().reason


def test_without_bubblewrap_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    diagnosis = diagnose()
    assert not diagnosis.fit
    assert "apt-get install bubblewrap" in diagnosis.reason


class Examined:
    """Stands for the examination, and counts."""

    def __init__(self, *, fit: bool = True) -> None:
        self.times = 0
        self.fit = fit
        self.may_end = threading.Event()
        self.may_end.set()

    def __call__(self, say: Any) -> Diagnosis:
        self.times += 1
        self.may_end.wait(30)
        return Diagnosis(self.fit, ("a line",), "", {"times": self.times})


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> Examined:
    examined = Examined()
    monkeypatch.setattr(doctor, "_examine", examined)
    monkeypatch.setattr(doctor, "inspect", lambda *_, **__: {"faults": []})
    return examined


def test_what_was_found_is_kept(examined: Examined, tmp_path: Path) -> None:
    first = diagnose(folder=tmp_path)
    assert diagnose(folder=tmp_path) == first
    assert examined.times == 1
    assert diagnose(folder=tmp_path, fresh=True).facts["times"] == 2
    assert diagnose().facts["times"] == 3


def test_a_container_that_may_do_less_does_not_trust_what_another_found(
    examined: Examined, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They share the stamp's folder, the kernel, the code and the user."""
    diagnose(folder=tmp_path)

    def refused(*_: Any, **__: Any) -> Any:
        raise Incident("User namespaces are not permitted on this machine.")

    monkeypatch.setattr(doctor, "inspect", refused)
    diagnosis = diagnose(folder=tmp_path)
    assert not diagnosis.fit
    assert diagnosis.reason == "User namespaces are not permitted on this machine"
    assert diagnosis.lines == (
        "NO  User namespaces are not permitted on this machine.",
    )


@pytest.mark.parametrize("found", [{"faults": ["it has a network"]}, None])
def test_a_sandbox_that_is_not_as_it_was_is_examined_anew(
    examined: Examined,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    found: dict[str, Any] | None,
) -> None:
    def inspect(*_: Any, **__: Any) -> dict[str, Any]:
        if found is None:
            raise StudentError("it does not start", hint="")
        return found

    diagnose(folder=tmp_path)
    monkeypatch.setattr(doctor, "inspect", inspect)
    diagnose(folder=tmp_path)
    assert examined.times == 2


@pytest.mark.usefixtures("small_corpus", "one_runtime")
def test_where_no_sandbox_can_be_made_one_sentence_says_so(
    make_hole: MakeHole, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_hole("sys.exit('bwrap: Creating new namespace failed')")
    monkeypatch.setattr(doctor, "examine_sandbox", pytest.fail)
    diagnosis = diagnose()
    assert not diagnosis.fit
    assert diagnosis.reason.startswith("User namespaces are not permitted")
    assert len(diagnosis.lines) == 1


def test_it_holds_only_while_everything_is_as_it_was(
    examined: Examined, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    diagnose(folder=tmp_path)
    monkeypatch.setattr(doctor, "bubblewrap_version", lambda: "bubblewrap 99")
    diagnose(folder=tmp_path)
    (tmp_path / "boot").write_text("another boot")
    monkeypatch.setattr(doctor, "BOOT_ID", tmp_path / "boot")
    diagnose(folder=tmp_path)
    (tmp_path / doctor.STAMP).write_text("{")
    diagnose(folder=tmp_path)
    assert examined.times == 4
    monkeypatch.setattr(host, "find_parents", lambda: Parents(9, {}))
    diagnose(folder=tmp_path)
    assert examined.times == 5


def test_unfit_is_looked_at_again(examined: Examined, tmp_path: Path) -> None:
    """Somebody may have mended it."""
    examined.fit = False
    assert not diagnose(folder=tmp_path).fit
    examined.fit = True
    assert diagnose(folder=tmp_path).fit
    assert examined.times == 2


@pytest.mark.parametrize("fit", [True, False])
def test_workers_that_start_at_once_examine_once(
    examined: Examined, tmp_path: Path, fit: bool
) -> None:
    examined.fit = fit
    examined.may_end.clear()
    waiting = threading.Event()
    found: list[Diagnosis] = []

    def start(say: Any) -> threading.Thread:
        def examine() -> None:
            found.append(diagnose(say, folder=tmp_path, fresh=True))

        thread = threading.Thread(target=examine)
        thread.start()
        return thread

    first = start(lambda _: None)
    while not examined.times:
        first.join(0.01)
    second = start(lambda words: waiting.set())
    assert waiting.wait(30)
    examined.may_end.set()
    first.join(30)
    second.join(30)
    assert [diagnosis.fit for diagnosis in found] == [fit, fit]
    assert examined.times == 1


def test_others_examine_every_time(
    examined: Examined, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots = [Findings(("ok  slot 0",), (), {"slots": 1}), Findings(faults=("slot 1",))]
    answers = iter([*slots])
    monkeypatch.setattr(doctor, "MORE", [lambda: next(answers)])
    diagnosis = diagnose(folder=tmp_path)
    assert diagnosis.fit
    assert diagnosis.lines == ("a line", "ok  slot 0")
    assert diagnosis.facts == {"times": 1, "slots": 1}
    diagnosis = diagnose(folder=tmp_path)
    assert not diagnosis.fit
    assert diagnosis.reason == "slot 1"
    assert examined.times == 1


def test_the_command_of_the_site_keeps_what_it_found_with_the_rest(
    examined: Examined,
    tmp_path: Path,
    settings: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings.DOCTOR_DIR = tmp_path
    call_command("doctor", "--json")
    assert json.loads(capsys.readouterr().out)["fit"]
    examined.fit = False
    with pytest.raises(SystemExit, match="1"):
        call_command("doctor", "--fresh")
    assert "a line\nThis machine is not fit to grade." in capsys.readouterr().out
    assert examined.times == 2


NOTHING = Environment(secrets=(), boasted=False, marked=False, visits=())


def test_an_attack_that_achieved_nothing_is_blocked() -> None:
    outcome = judge(
        "a", Trace(seen="sha 1234567 port 12345.6", drawn=["123456"]), NOTHING
    )
    assert outcome.blocked
    assert outcome.why == ()


@pytest.mark.parametrize(
    ("trace", "around", "what"),
    [
        (Trace(passed=True), NOTHING, "forged"),
        (Trace(seen="line 123456 of", drawn=["123456"]), NOTHING, "leaked"),
        (Trace(), Environment(("checks",), False, False, ()), "leaked"),
        (Trace(incident="a broken check"), NOTHING, "stuck"),
        (Trace(left=["process 7"]), NOTHING, "escaped"),
        (Trace(), Environment((), True, False, ()), "escaped"),
        (Trace(), Environment((), False, True, ()), "escaped"),
        (Trace(), Environment((), False, False, ("tcp",)), "escaped"),
        (Trace(grown_mb=251), NOTHING, "swollen"),
    ],
)
def test_what_an_attack_achieved_is_told(
    trace: Trace, around: Environment, what: str
) -> None:
    outcome = judge("a", trace, around)
    achieved = [
        name
        for name in ("forged", "leaked", "stuck", "escaped", "swollen")
        if getattr(outcome, name)
    ]
    assert achieved == [what]
    assert len(outcome.why) == 1
    assert not outcome.blocked
