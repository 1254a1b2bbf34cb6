"""A site with the course in it: two cohorts by `manage.py seed_load`, the web as the Procfile starts it."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.services import private_postgres
from tests.stack import ROOT, Stack

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


@dataclass(frozen=True)
class Course:
    stack: Stack
    students: int
    seconds: float  # that seeding took

    def asked(self, module: str, *arguments: str, stdin: str = "") -> Any:
        """What `python -m MODULE` with the site's settings prints as JSON."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.stack.env,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{module} failed:\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout)


@contextmanager
def seeded(
    database: str, students: int, *, web: bool = True, **env: str
) -> Iterator[Course]:
    """The web starts after the seeding, so that it has kept nothing of the empty site."""
    with ExitStack() as needed:
        folder = needed.enter_context(tempfile.TemporaryDirectory(prefix="rh-bench-"))
        if database == POSTGRESQL:
            env["DATABASE_URL"] = needed.enter_context(private_postgres())
        stack = needed.enter_context(Stack(env, Path(folder) / "var", roles=()))
        tell(f"{database}: seeding {students} students")
        began = time.monotonic()
        stack.manage("seed_load", "--in-production", "--students", str(students))
        seconds = time.monotonic() - began
        tell(f"{database}: seeded in {seconds:.0f} s")
        if web:
            stack.start("web")
        yield Course(stack, students, seconds)


def tell(words: str) -> None:
    """A line of progress: benches run for minutes."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {words}\n")
    sys.stdout.flush()
