"""A running ReviewHub with the bench's own pack in it, and what its database says."""

import json
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from scripts import processes
from tests.bench import material
from tests.browsing import Browser
from tests.services import wait_until
from tests.stack import ROOT, Stack, procfile_commands

STUDENT = "student@demo.test"
PATIENCE_S = 300.0
LOOK_EVERY_S = 0.02
OF_SUBMISSION = (
    "FROM projects_step step JOIN projects_run run ON run.id = step.run_id"
    " JOIN projects_submission it ON it.id = run.submission_id"
)


class Site:
    def __init__(self, stack: Stack, slug: str) -> None:
        self.stack = stack
        self.slug = slug
        self.database = stack.var / "reviewhub.sqlite3"

    def rows(self, query: str, *values: object) -> list[tuple]:
        source = f"file:{self.database}?mode=ro"
        with closing(sqlite3.connect(source, uri=True, timeout=30)) as connection:
            return connection.execute(query, values).fetchall()

    def wait_for(
        self, query: str, *values: object, timeout_s: float = PATIENCE_S
    ) -> float:
        """By time.monotonic(): when the query first found something."""
        deadline = time.monotonic() + timeout_s
        while not self.rows(query, *values):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{query} {values}\n{self.stack.log('worker-cpu')}")
            time.sleep(LOOK_EVERY_S)
        return time.monotonic()

    def signed_in(self) -> Browser:
        people = self.stack.manage("seed_demo").splitlines()
        (password,) = (line.split()[-1] for line in people if STUDENT in line)
        browser = Browser(self.stack.base_url)
        browser.get("/login/")
        browser.post("/login/", {"username": STUDENT, "password": password})
        wait_until(lambda: bool(browser.get("/")), "the first page", PATIENCE_S)
        return browser

    def upload(self, browser: Browser, notebook: Path) -> str:
        """Sends the form; gives back the submission's uid as the database has it."""
        path = f"/projects/{self.slug}/submit/"
        address = browser.post(path, {"honour_code": "on"}, notebook)
        found = re.search(r"/submissions/([0-9a-f-]{36})/", address)
        if found is None:
            raise RuntimeError(f"The upload led to {address}, not to a submission")
        return found[1].replace("-", "")

    def hand_in(self, notebooks: Sequence[Path]) -> tuple[float, list[str]]:
        """One student each, by the product's own verb.

        The clock's time just before the first, and the submissions' uids.
        """
        command = [sys.executable, "-m", "tests.bench.handing_in", self.slug]
        done = subprocess.run(
            [*command, *map(str, notebooks)],
            cwd=ROOT,
            env=self.stack.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        said = json.loads(done.stdout)
        return said["began"], said["uids"]

    def wait_for_workers(self, count: int) -> None:
        """Until the doctor, who looks at the machine once a boot, has found all of them fit."""
        fit = "SELECT 1 FROM projects_worker WHERE state = 'ready' GROUP BY 1"
        self.wait_for(f"{fit} HAVING COUNT(*) >= {count}")

    def celery_pid(self, role: str) -> int:
        """Of the worker itself: the role's main process only keeps it up."""
        below = processes.descendants(self.stack.pid(role))
        said = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in below}
        (pid,) = (pid for pid, words in said.items() if b"celery" in words)
        return pid

    def told(self, uid: str) -> str:
        """All that the student may see of the machine's work on a submission."""
        of = "JOIN projects_run run ON run.id = {}.run_id JOIN projects_submission it"
        of += " ON it.id = run.submission_id WHERE it.uid = ?"
        queries = (
            "SELECT p.payload FROM projects_progress p "
            + of.format("p")
            + " AND p.kind != 'check'",
            "SELECT step.notes " + OF_SUBMISSION + " WHERE it.uid = ?",
            "SELECT r.title_text || r.hint_text || r.outcome "
            + OF_SUBMISSION
            + " JOIN projects_checkresult r ON r.step_id = step.id WHERE it.uid = ?",
        )
        said = [str(row[0]) for query in queries for row in self.rows(query, uid)]
        kept = self.rows(
            "SELECT a.blob_id FROM projects_artifact a " + of.format("a"), uid
        )
        for (digest,) in kept:
            (path,) = (self.stack.var / "media").rglob(digest)
            said.append(path.read_text(errors="replace"))
        return "\n".join(said)


def both_queues(name: str) -> str:
    """The Procfile's worker, but taking steps of either kind."""
    command = procfile_commands()["worker-cpu"]
    changed = command.replace("-Q cpu ", "-Q cpu,gpu ").replace(
        "-n cpu@", f"-n {name}@"
    )
    if "-Q cpu,gpu " not in changed or f"-n {name}@" not in changed:
        raise ValueError(f"The Procfile's worker is started otherwise now: {command}")
    return changed


@contextmanager
def running(
    packs: Path,
    *,
    slug: str = material.SLUG,
    roles: Sequence[str] = ("web", "worker-cpu", "worker-gpu", "beat"),
    commands: Mapping[str, str] | None = None,
) -> Iterator[Site]:
    """The product's processes on their defaults, with the packs in the folder `packs`."""
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        env = {"REVIEWHUB_PACKS": str(packs)}
        every = {**procfile_commands(), **(commands or {})}
        with Stack(env, Path(folder), roles=roles, commands=every) as stack:
            site = Site(stack, slug)
            site.wait_for_workers(sum(role.startswith("worker") for role in roles))
            yield site
