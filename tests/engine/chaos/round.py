"""One round of chaos: people hand in, things are killed, and all must come to a good end."""

import json
import random
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.engine.chaos.history import keep_history, read_history
from tests.engine.chaos.killer import WORKERS, How, Killer, Pace
from tests.engine.chaos.people import PASSWORD, Student, Visitor
from tests.engine.chaos.recovery import Times, recovery_times
from tests.engine.chaos.verdict import Round, errored, faults
from tests.engine.slow_pack import notebook, write_pack
from tests.services import Server, postgres_server, redis_server, wait_until
from tests.stack import Stack, procfile_commands

ROLES = (*WORKERS, "web", "beat")
VISITOR = "visitor@chaos.test"
PATIENCE_S = 180.0  # of a student
END_S = 600.0  # from the last strike until everything has ended, on a busy machine


@dataclass(frozen=True)
class Plan:
    """How a round goes; the same seed deals the same cards to the same people."""

    seed: int
    students: int = 60
    spread_s: float = 90.0  # over which they come
    training_s: float = 1.0
    pace: Pace = field(default_factory=Pace)
    env: dict[str, str] = field(default_factory=dict)  # beyond the defaults


@dataclass
class Report:
    seen: Round
    faults: list[str]
    times: Times
    fallen: list[str]
    errored: list[str]
    in_broker_outage: int  # uploads answered while Redis was down from first to last
    chaos_s: float
    calm_s: float  # from the last strike to the last end


class LoggingStack(Stack):
    """Keeps the logs of earlier lives of a process."""

    def start(self, role: str, *, wait: bool = True) -> None:
        log = self.log_path(role)
        if log.exists():
            lives = len(list(log.parent.glob(f"{role}.*.log")))
            log.rename(log.with_name(f"{role}.{lives}.log"))
        super().start(role, wait=wait)


@dataclass(frozen=True)
class House:
    """The product with its servers, and folders of its own."""

    stack: Stack
    servers: dict[str, Server]
    database_url: str
    scratch: Path  # where its sandboxes have their folders

    def act(self, call: str) -> object:
        code = (
            "import json; from tests.engine.chaos import acts;"
            f"print(json.dumps(acts.{call}))"
        )
        return json.loads(self.stack.manage("shell", "--no-imports", "-c", code))


@contextmanager
def house(plan: Plan, folder: Path) -> Iterator[House]:
    commands = procfile_commands()
    commands["worker-cpu-2"] = commands["worker-cpu"].replace("cpu@%h", "cpu2@%h")
    # A name of its own, by which its sandboxes are told from others'; short for sockets.
    scratch = Path(tempfile.mkdtemp(prefix="rh-chaos-", dir="/tmp"))
    try:
        with postgres_server({}) as (url, postgres), redis_server() as (broker, redis):
            env = {
                "DATABASE_URL": url,
                "CELERY_BROKER_URL": broker,
                "REVIEWHUB_PACKS": str(write_pack(folder / "packs", plan.training_s)),
                "TMPDIR": str(scratch),
                **plan.env,
            }
            with LoggingStack(
                env, folder / "var", roles=ROLES, commands=commands
            ) as stack:
                keep_history(url)
                servers = {"postgres": postgres, "redis": redis}
                yield House(stack, servers, url, scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def students_of(
    plan: Plan, base_url: str, folder: Path, rng: random.Random
) -> list[Student]:
    """Every third one has it wrong; no two notebooks are the same."""
    made = []
    for number in range(plan.students):
        email = f"student-{number:02}@chaos.test"
        right = number % 3 != 2
        file = folder / f"student-{number:02}" / "slow.ipynb"
        file.parent.mkdir(parents=True)
        file.write_bytes(notebook(1 if right else 2, email))
        after_s = rng.uniform(0, plan.spread_s) if number else 0.0
        made.append(Student(base_url, email, file, right, after_s))
    return made


def play(plan: Plan, folder: Path) -> Report:
    rng = random.Random(plan.seed)
    with house(plan, folder) as home:
        students = students_of(plan, home.stack.base_url, folder / "work", rng)
        emails = [VISITOR, *(student.email for student in students)]
        home.act(f"enrol({emails!r}, {PASSWORD!r})")
        visitor = Visitor(home.stack.base_url, VISITOR)
        killer = Killer(home.stack, home.servers, rng, plan.pace)
        visitor.start()
        began = time.time()
        found = _hand_in_without_broker(students[0], killer, rng)
        threads = [_thread(student, rng) for student in students[1:]]
        killer.rage(lambda: not any(thread.is_alive() for thread in threads))
        calm = time.time()
        _wait_for_the_end(home, killer)
        ended = time.time()
        visitor.stop()
        history = read_history(home.database_url)
        seen = Round(students, home.act("tell()"), history, killer.deeds)
        found += [*faults(seen), *_unreadable(students), *_leftovers(home)]
        return Report(
            seen,
            found,
            recovery_times(history, killer.deeds, visitor.seen),
            killer.fallen,
            errored(seen),
            _in_broker_outage(seen),
            calm - began,
            ended - calm,
        )


def _hand_in_without_broker(
    student: Student, killer: Killer, rng: random.Random
) -> list[str]:
    """The one outage in which all else is well: the upload must not notice."""
    killer.strike("redis", How.KILL)
    student.hand_in(rng, PATIENCE_S)
    killer.raise_all()
    if student.tries == 1 and student.answered:
        return []
    return [f"An upload failed for want of a broker: {dict(student.troubles)}"]


def _thread(student: Student, rng: random.Random) -> threading.Thread:
    own = random.Random(rng.random())
    thread = threading.Thread(target=student.hand_in, args=(own, PATIENCE_S))
    thread.start()
    return thread


def _wait_for_the_end(home: House, killer: Killer) -> None:
    """Whatever the reason, not much longer than the work itself takes."""

    def ended() -> bool:
        killer.watch()
        runs = read_history(home.database_url)["projects_run"]
        live = [c for c in runs.values() if c[-1].state in ("queued", "running")]
        return not live

    # What does not end is told by the verdict, with its story.
    with suppress(TimeoutError):
        wait_until(ended, "the end of all runs", END_S)


def _unreadable(students: list[Student]) -> list[str]:
    return [
        f"{student.email} cannot download what was sent"
        for student in students
        if student.uid and student.download() != student.file.read_bytes()
    ]


def _in_broker_outage(seen: Round) -> int:
    return sum(
        deed.victim == "redis" and student.answered and deed.covers(*student.sent)
        for deed in seen.deeds
        for student in seen.students
    )


def _leftovers(home: House) -> list[str]:
    """Workers that end in peace leave no sandbox, theirs or those of killed ones."""
    for role in WORKERS:
        home.stack.kill(role, signal.SIGTERM)
    mark = home.scratch.name
    found = [
        f"{path.name} is left" for path in home.scratch.glob("reviewhub-sandbox-*")
    ]
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            # Inside a sandbox only its mounts tell whose it is.
            inside = mark in (process / "mountinfo").read_text()
            if inside or ("bwrap" in command and mark in command):
                found.append(f"Process {process.name} is left: {command[:200]}")
    return found
