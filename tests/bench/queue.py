"""The review queue with 5,000 waiting and 200 reviewers: claims and standing requests.

On a PostgreSQL server of its own (or the one of `DATABASE_URL`) and on SQLite. The acts
themselves are in `queue_acts`, a process of its own per database.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from typing import Any

from tests.bench.rows import Report, Row, table
from tests.services import private_postgres
from tests.stack import ROOT

TARGET_MS = 50.0
ACTS = {
    "claim": "Claim, p95",
    "request": "Leave a standing request and be served, p95",
    "serve": "Serve what joins the queue, p95",
}


@contextmanager
def _databases() -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        lite = f"sqlite:///{folder}/queue.sqlite3"
        given = os.environ.get("DATABASE_URL", "")
        if given.startswith("postgres"):
            yield {"PostgreSQL": given, "SQLite": lite}
            return
        with private_postgres() as url:
            yield {"PostgreSQL": url, "SQLite": lite}


def _acts(url: str, *, quick: bool) -> Any:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "reviewhub.settings_test",
        "DATABASE_URL": url,
    }
    size = ["500", "40"] if quick else ["5000", "200"]
    for arguments in (
        ["manage.py", "migrate", "--verbosity=0"],
        ["-m", "tests.bench.queue_acts", *size],
    ):
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout)


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


def measure(*, quick: bool) -> Report:
    rows, lines = [], [("database", "act", "median", "p95", "worst", "times")]
    with _databases() as databases:
        for name, url in databases.items():
            found = _acts(url, quick=quick)
            for act, words in ACTS.items():
                times = found["ms"][act]
                rows.append(_row(f"{words}, {name}", _p95(times)))
            for act, times in found["ms"].items():
                told = (median(times), _p95(times), max(times))
                cells = (f"{one:.1f} ms" for one in told)
                lines.append((name, act, *cells, str(len(times))))
            twice = found["twice"]
            rows.append(
                Row(f"Assigned twice, {name}", str(twice), target="0", met=twice == 0)
            )
    return Report(rows, table(lines))


def _row(name: str, p95: float) -> Row:
    target = f"≤ {TARGET_MS:.0f} ms"
    return Row(name, f"{p95:.1f} ms", target=target, met=p95 <= TARGET_MS)
