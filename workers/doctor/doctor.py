"""Decides whether this machine is fit to grade: runs attacks in sandboxes and inspects them.

An examination takes most of a minute, so its result is kept in a stamp, which is valid as long as
everything it depends on is unchanged. If several workers start at the same time, one examines the
machine and the others wait for its result.
"""

import fcntl
import hashlib
import json
import platform
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from protocol.steps import Incident
from workers import sandbox
from workers.doctor import attacks
from workers.doctor.attacks.attack import digest_of
from workers.doctor.attacks.corpus import attacks_root, find_attacks
from workers.doctor.attacks.examining import Examination, Say, examine_sandbox
from workers.doctor.attacks.inspecting import inspect
from workers.doctor.host import inspect_host
from workers.environments.environments import declarations, find_runtime, runtimes_root
from workers.grader import student
from workers.packkit.checks import StudentError
from workers.sandbox.folders import sweep_leftovers
from workers.sandbox.policy import bubblewrap, bubblewrap_version

STAMP = "doctor.json"
LOCK = "doctor.lock"
CORPUS = attacks_root()
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
ACHIEVEMENTS = ("forged", "leaked", "stuck", "escaped", "swollen")
MOST_NAMED = 3


@dataclass(frozen=True)
class Findings:
    """A further examination's result: lines for people, faults that make a worker unfit."""

    lines: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Diagnosis:
    fit: bool
    lines: tuple[str, ...]
    reason: str = ""  # one sentence for the workers page; "" when fit
    facts: Mapping[str, Any] = field(default_factory=dict)


MORE: list[Callable[[], Findings]] = []
"""Further examinations, such as that of GPU slots. They run last, and are never cached."""


def diagnose(
    say: Say = lambda _: None, *, fresh: bool = False, folder: Path | None = None
) -> Diagnosis:
    """The diagnosis of this machine. `folder`: where the stamp is kept; None keeps none."""
    try:
        kept = _examined(say, fresh=fresh, folder=folder)
    except Incident as incident:
        words = str(incident)
        return Diagnosis(fit=False, lines=(f"NO  {words}",), reason=_sentence(words))
    return _with_more(kept)


def _examined(say: Say, *, fresh: bool, folder: Path | None) -> Diagnosis:
    if folder is None:
        return _examine(say)
    asked = time.time()
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / LOCK, say):
        key = _key()
        known = _read(folder / STAMP, key)
        # A result that another worker stored while this one waited is new enough for both.
        if known is not None:
            diagnosis, found_at = known
            if found_at >= asked:
                return diagnosis
            # The folder may be shared by containers with the same kernel, user and code. This
            # one may have fewer rights than the one that was examined, so try a sandbox.
            if diagnosis.fit and not fresh and _opens():
                return diagnosis
        diagnosis = _examine(say)
        _write(folder / STAMP, key, diagnosis)
        return diagnosis


def _opens() -> bool:
    """Whether a sandbox of the first runtime can be made and shows no fault.

    Raises Incident, which says what to change, if none can be made.
    """
    built, _ = _runtimes()
    if not built:
        return False
    try:
        return not inspect(built[0], with_imports=False)["faults"]
    except StudentError:
        return False  # the sandbox was made, but nothing runs in it


def _examine(say: Say) -> Diagnosis:
    started = time.monotonic()
    bubblewrap()
    lines = []
    swept = sweep_leftovers()
    if swept:
        lines.append(f"ok  removed what {swept} killed sandboxes left behind")
    built, missing = _runtimes()
    if not built:
        raise Incident(
            f"No runtime is built: {missing[0]}"
            if missing
            else "No runtime is declared."
        )
    lines += [f"--  {words}" for words in missing]
    host = inspect_host(built)
    lines += host.lines()
    say(f"examining the sandbox with {bubblewrap_version()}")
    _opens()  # if no sandbox can be made, report it once instead of for every attack
    examination = examine_sandbox(built, say, CORPUS)
    faults = []
    for name, found in sorted(examination.inspected.items()):
        faults += [f"runtime {name}: {fault}" for fault in found["faults"]]
        if not found["faults"]:
            lines.append(f"ok  runtime {name}: {_praise(found['facts'])}")
    if not examination.honest_passes:
        faults.append("honest work does not pass")
    faults += _breaches(examination)
    blocked, of = examination.blocked, examination.of
    lines.append(
        f"{'ok' if blocked == of else 'NO'}  {blocked} of {of} attacks blocked"
    )
    facts = {**_facts(examination, time.monotonic() - started), **host.facts}
    return Diagnosis(
        fit=not faults,
        lines=(*lines, *(f"NO  {fault}" for fault in faults)),
        reason=_reason(faults),
        facts=facts,
    )


def _runtimes() -> tuple[list[str], list[str]]:
    """The built runtimes' names, and messages on the missing ones. Raises Incident."""
    built, missing = [], []
    for name in declarations():
        try:
            built.append(find_runtime(name).name)
        except Incident as why:
            if (runtimes_root() / name).exists():
                raise  # built from other requirements: it must not be used
            missing.append(str(why))
    return built, missing


def _praise(facts: Mapping[str, Any]) -> str:
    return (
        f"Python {facts['python']}, kernel {facts['way']} in {facts['ready_s']:.2f} s,"
        f" {', '.join(facts['modules'])} imported in {facts['imported_s']:.1f} s"
    )


def _breaches(examination: Examination) -> list[str]:
    return [
        f"attack {outcome.attack}: {'; '.join(outcome.why)}"
        for outcome in examination.outcomes
        if not outcome.blocked
    ]


def _facts(examination: Examination, seconds: float) -> dict[str, Any]:
    counts = {
        what: sum(getattr(outcome, what) for outcome in examination.outcomes)
        for what in ACHIEVEMENTS
    }
    return {
        **counts,
        "attacks": examination.of,
        "blocked": examination.blocked,
        "runtimes": {n: i["facts"] for n, i in examination.inspected.items()},
        "isolation": bubblewrap_version(),
        "kernel": platform.release(),
        "seconds": round(seconds, 1),
        "examined_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _reason(faults: list[str]) -> str:
    if not faults:
        return ""
    more = f", and {len(faults) - MOST_NAMED} more" if len(faults) > MOST_NAMED else ""
    named = " | ".join(_sentence(fault) for fault in faults[:MOST_NAMED])
    return f"The sandbox does not hold: {named}{more}."


def _sentence(words: str) -> str:
    return words.strip().partition("\n")[0][:300].rstrip(".")


def _with_more(diagnosis: Diagnosis) -> Diagnosis:
    """Adds the further examinations; not cached, as devices come and go without a restart."""
    for examine in MORE:
        found = examine()
        faults = [f"NO  {fault}" for fault in found.faults]
        diagnosis = Diagnosis(
            fit=diagnosis.fit and not faults,
            lines=(*diagnosis.lines, *found.lines, *faults),
            reason=diagnosis.reason or "; ".join(map(_sentence, found.faults)),
            facts={**diagnosis.facts, **found.facts},
        )
    return diagnosis


def _key() -> str:
    """A digest of everything that an examination depends on."""
    parts = [
        BOOT_ID.read_text("ascii"),
        platform.release(),
        bubblewrap(),
        bubblewrap_version(),
        inspect_host(tuple(declarations())).key,  # the user and the control groups, too
        digest_of(find_attacks(CORPUS)),
        *(str(path) for path in (CORPUS, runtimes_root())),
        *(f"{name} {_runtime_digest(name)}" for name in declarations()),
        *_code(),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _runtime_digest(name: str) -> str:
    try:
        return find_runtime(name).digest
    except Incident as why:
        return str(why)


def _code() -> Iterator[str]:
    """Digests of the modules of the sandbox, of `student.py` and of the attacks."""
    folders = [*sandbox.__path__, *attacks.__path__]
    paths = [path for folder in folders for path in Path(folder).rglob("*.py")]
    paths += [Path(str(module.__file__)) for module in (student,)]
    for path in sorted(paths):
        yield hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def _locked(path: Path, say: Say) -> Iterator[None]:
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another worker's examination")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _read(path: Path, key: str) -> tuple[Diagnosis, float] | None:
    try:
        stamp = json.loads(path.read_text("utf-8"))
        if stamp["key"] != key:
            return None
        found = stamp["diagnosis"]
        diagnosis = Diagnosis(**{**found, "lines": tuple(found["lines"])})
        return diagnosis, float(stamp["found_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # there is none yet, or an older version wrote it


def _write(path: Path, key: str, diagnosis: Diagnosis) -> None:
    stamp = {"key": key, "found_at": time.time(), "diagnosis": asdict(diagnosis)}
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(stamp, indent=1), "utf-8")
    fresh.replace(path)
