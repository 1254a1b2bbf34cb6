"""Whether the site stays open while students throw hostile files at it.

The web role as the Procfile starts it, two processes of eight threads, on SQLite and on
PostgreSQL. Every hostile upload is sent by a student of its own through the form; its pages
are opened by that student and by a lead in the workspace. Meanwhile the sign-in page is
opened every 0.2 s, somebody signs in every 2 s, and the web's processes are watched.

    python -m tests.bench.availability --database postgresql --only runs_of_brackets
    python -m tests.bench.availability --folder /tmp/more-files --half-sent 12
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Self

from scripts import processes
from tests.bench.knocking import LOOK_EVERY_S, Answer, Person, Probe
from tests.bench.rows import Report, Row, shown, table
from tests.hostile import UPLOADS, wire
from tests.services import private_postgres
from tests.stack import ROOT, Stack

PROJECT = "/projects/first-neural-network/"
PASSWORD = "reviewhub-demo"
PROBER = "second@demo.test"
AT_ONCE = 8  # as many as the web has threads
SIGN_IN_S = 1.0
WEB_MB = 400.0
PAGE_MB = 2.0
WATCH_EVERY_S = 0.25
ALONE_S = 4.0
FEW = (
    "colliding_cell_ids",
    "runs_of_brackets",
    "empty_name",
    "a_flood_of_ansi_colours",
)

Uploads = Mapping[str, tuple[str, Callable[[], bytes]]]


@dataclass
class Thrown:
    """What became of one hostile upload: every answer by the page's name."""

    name: str
    answers: dict[str, Answer] = field(default_factory=dict)

    def took(self, page: str) -> str:
        answer = self.answers.get(page)
        if answer is None:
            return "–"
        size = f", {len(answer.body) / 1e6:.2f} MB" if len(answer.body) > 1e5 else ""
        return f"{answer.status} in {answer.seconds:.2f} s{size}"


class Watch:
    """The web's own processes: the most memory each held, and whether all still live."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._master = stack.pid("web")
        self._servers = self._servers_now()
        self.peak_mb: dict[int, float] = {}
        self.together_mb = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def _below(self) -> set[int]:
        return processes.descendants(self._master)

    def _servers_now(self) -> set[int]:
        """What gunicorn started itself; what those start is theirs."""
        return {pid for pid in self._below() if _parent_of(pid) == self._master}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(WATCH_EVERY_S):
            for pid in self._servers:
                peak = _memory_mb(pid, "VmHWM")
                self.peak_mb[pid] = max(peak, self.peak_mb.get(pid, 0.0))
            every = {self._master, *self._below()}
            now = sum(_memory_mb(pid, "RssAnon") for pid in every)
            self.together_mb = max(self.together_mb, now)

    @property
    def died(self) -> int:
        gone = self._servers - self._servers_now()
        return len(gone) + len(self._stack.fallen())


def _status_of(pid: int, name: str) -> int:
    """A number out of the kernel's word on a process; 0 when it has ended."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(rf"^{name}:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) if found else 0


def _parent_of(pid: int) -> int:
    return _status_of(pid, "PPid")


def _memory_mb(pid: int, kind: str) -> float:
    return _status_of(pid, kind) / 1024


def throw(student: Person, lead: Person, name: str, uploads: Uploads) -> Thrown:
    """Sends it and opens what came of it."""
    filename, make = uploads[name]
    thrown = Thrown(name)
    seen = thrown.answers
    seen["project"] = student.get(PROJECT)
    seen["upload"] = student.upload(
        f"{PROJECT}submit/", {"honour_code": "on"}, filename, make()
    )
    found = re.search(r"/submissions/([0-9a-f-]{36})/", seen["upload"].location)
    if found is None:
        return thrown
    page = f"/submissions/{found[1]}/"
    seen["submission"] = student.get(page)
    for number, link in enumerate(_files_on(seen["submission"], page)):
        seen[f"file {number}" if number else "file"] = student.get(link)
        file = link.removeprefix(f"{page}files/")
        seen[f"desk {number}" if number else "desk"] = lead.get(
            f"{page}review/?file={file}"
        )
    seen["project again"] = student.get(PROJECT)
    return thrown


def _files_on(answer: Answer, page: str) -> list[str]:
    found = re.findall(rf'href="({page}files/[^"#?]+)', answer.body.decode())
    return list(dict.fromkeys(found))[:3]


@contextmanager
def opened(database: str) -> Iterator[Stack]:
    """The web alone, with its demo people."""
    with ExitStack() as needed:
        folder = needed.enter_context(tempfile.TemporaryDirectory(prefix="rh-bench-"))
        env = {}
        if database == "postgresql":
            env["DATABASE_URL"] = needed.enter_context(private_postgres())
        stack = needed.enter_context(Stack(env, Path(folder), roles=["web"]))
        stack.manage("seed_demo")
        yield stack


def people(stack: Stack, count: int) -> tuple[list[Person], str]:
    command = [sys.executable, "-m", "tests.bench.opening", str(count)]
    done = subprocess.run(
        command, cwd=ROOT, env=stack.env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    said = json.loads(done.stdout)
    students = [Person(stack.port, {"sessionid": key}) for key in said["students"]]
    return students, said["lead"]


def besiege(database: str, uploads: Uploads, half_sent: int = 0) -> Report:
    # Files are made beforehand, and threads take turns quickly: what is measured is the site,
    # not how the attackers and the probes in this process wait for each other.
    uploads = {
        name: (filename, partial(bytes, make()))
        for name, (filename, make) in uploads.items()
    }
    sys.setswitchinterval(0.001)
    with opened(database) as stack:
        students, lead = people(stack, len(uploads))
        for _ in range(2 * AT_ONCE):  # every thread has compiled its templates
            Person(stack.port).get("/login/")
        with Probe(stack.port, PROBER, PASSWORD) as alone:
            time.sleep(ALONE_S)
        with ExitStack() as meanwhile:
            if half_sent:
                held = wire.held_open(stack.port, wire.half_sent_header(), half_sent)
                meanwhile.enter_context(held)
            watch = meanwhile.enter_context(Watch(stack))
            probe = meanwhile.enter_context(Probe(stack.port, PROBER, PASSWORD))
            pool = meanwhile.enter_context(ThreadPoolExecutor(AT_ONCE))
            time.sleep(5 * LOOK_EVERY_S)  # so that a brief siege is seen as well
            every = list(
                pool.map(
                    lambda one: throw(
                        one[0], Person(stack.port, {"sessionid": lead}), one[1], uploads
                    ),
                    zip(students, uploads, strict=True),
                )
            )
        return _report(database, every, (alone, probe), watch)


def _report(
    database: str, every: list[Thrown], probes: tuple[Probe, Probe], watch: Watch
) -> Report:
    alone, probe = probes
    answers = [answer for thrown in every for answer in thrown.answers.values()]
    faults = [one for one in answers if one.status >= 500 or one.status == 0]
    largest = max((len(one.body) for one in answers), default=0) / 1e6
    memory = max(watch.peak_mb.values(), default=0.0)
    rows = [
        _row("Sign-in page before, nobody else there", _said(alone.pages)),
        _slowest(
            f"Sign-in page under hostile files, slowest ({database})", probe.pages
        ),
        _slowest(
            f"Signing in under hostile files, slowest ({database})", probe.sign_ins
        ),
        _row("Answers of 500 and above, or none", f"{len(faults)}", not faults),
        _row("Web processes that died", f"{watch.died}", watch.died == 0),
        _row(
            "Memory of one web process, at most",
            f"{memory:.0f} MB",
            memory < WEB_MB,
            f"< {WEB_MB:g} MB",
        ),
        _row(
            "Memory of all below the web role, at most",
            f"{watch.together_mb:.0f} MB",
        ),
        _row(
            "Largest page", f"{largest:.2f} MB", largest <= PAGE_MB, f"≤ {PAGE_MB:g} MB"
        ),
    ]
    pages = ("upload", "submission", "file", "file 1", "desk", "desk 1")
    lines = [(thrown.name, *(thrown.took(page) for page in pages)) for thrown in every]
    return Report(rows, table([("hostile upload", *pages), *lines]))


def _slowest(name: str, answers: list[Answer]) -> Row:
    good = sum(answer.status in {200, 302} for answer in answers)
    slowest = max((answer.seconds for answer in answers), default=0.0)
    met = 0 < len(answers) == good and slowest <= SIGN_IN_S
    return _row(name, _said(answers), met, f"≤ {SIGN_IN_S:g} s, all")


def _said(answers: list[Answer]) -> str:
    """The slowest, the median, and how many were let in."""
    seconds = sorted(answer.seconds for answer in answers) or [0.0]
    good = sum(answer.status in {200, 302} for answer in answers)
    middle = seconds[len(seconds) // 2]
    return f"{seconds[-1]:.2f} s (median {middle:.2f} s, {good} of {len(answers)})"


def _row(name: str, ours: str, met: bool | None = None, target: str = "0") -> Row:
    return Row(name, ours, target="–" if met is None else target, met=met)


def from_folder(folder: Path) -> Uploads:
    """Every file in it, under its own name."""
    return {
        urllib.parse.quote(path.name): (path.name, path.read_bytes)
        for path in sorted(folder.iterdir())
        if path.is_file()
    }


def measure(*, quick: bool) -> Report:
    uploads = {name: UPLOADS[name] for name in FEW} if quick else UPLOADS
    reports = [besiege(one, uploads) for one in ("sqlite", "postgresql")]
    rows = [row for report in reports for row in report.rows]
    return Report(rows, "\n\n".join(report.details for report in reports))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--database", choices=("sqlite", "postgresql"), default="sqlite"
    )
    parser.add_argument("--only", nargs="*", metavar="NAME", default=list(UPLOADS))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--half-sent", type=int, default=0, metavar="CONNECTIONS")
    options = parser.parse_args()
    chosen: Uploads = {name: UPLOADS[name] for name in options.only}
    if options.folder:
        chosen = from_folder(options.folder)
    report = besiege(options.database, chosen, options.half_sent)
    sys.stdout.write(f"{shown(report)}\n")
    return int(not report.met)


if __name__ == "__main__":
    sys.exit(main())
