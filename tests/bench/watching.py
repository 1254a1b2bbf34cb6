"""How steady a run's page is while 200 people watch it, against gunicorn as the Procfile starts it.

A writer of its own records progress twice a second; each watcher has a session, a connection
and the page's own interval, and remembers the change token as the page does.
"""

import http.client
import json
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts import processes
from tests.bench.rows import Report, Row, table
from tests.stack import ROOT, Stack

INTERVAL_S = 2.0  # as the page says of a run that goes: SOONEST_S of change_token.py
TARGET_MS = 500.0
WATCHERS = 200
CHANGE_TOKEN = re.compile(r"\?seen=([^\"]+)\"")


@dataclass
class Watcher:
    """One person with the page open."""

    port: int
    path: str
    cookie: str
    change_token: str = ""
    taken_s: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    received: int = 0
    reconnected: int = 0
    broken: list[str] = field(default_factory=list)

    def watch(self, first_s: float, until: float) -> None:
        time.sleep(first_s)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while (began := time.monotonic()) < until:
            try:
                self._ask_as_browsers_do(connection)
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                self.statuses.append(0)
                self.broken.append(repr(error))
            took = time.monotonic() - began
            self.taken_s.append(took)
            time.sleep(max(INTERVAL_S - took, 0))
        connection.close()

    def _ask_as_browsers_do(self, connection: http.client.HTTPConnection) -> None:
        """Once more on a new connection, if the server had just ended the kept one."""
        try:
            self._ask(connection)
        except ConnectionError:
            connection.close()
            self.reconnected += 1
            self._ask(connection)

    def _ask(self, connection: http.client.HTTPConnection) -> None:
        headers = {"Cookie": self.cookie, "HX-Request": "true"}
        connection.request(
            "GET", f"{self.path}?seen={self.change_token}", headers=headers
        )
        response = connection.getresponse()
        body = response.read().decode()
        self.received += len(body)
        self.statuses.append(response.status)
        if found := CHANGE_TOKEN.search(body):
            self.change_token = found[1]


def measured(stack: Stack, watchers: int, seconds: float) -> dict[str, Any]:
    act = "from tests.bench import watched; "
    made = stack.manage(
        *("shell", "--no-imports", "-c", f"{act}watched.prepare({watchers})")
    )
    found = json.loads(made)
    people = [
        Watcher(stack.port, found["path"], f"sessionid={key}")
        for key in found["sessions"]
    ]
    writer = subprocess.Popen(
        [
            *(sys.executable, "manage.py", "shell", "--no-imports", "-c"),
            f"{act}watched.write({found['step']}, {seconds + 10})",
        ],
        cwd=ROOT,
        env=stack.env,
    )
    try:
        until = time.monotonic() + 5 + seconds
        before = _cpu_s(stack)
        began = time.monotonic()
        threads = [
            threading.Thread(target=one.watch, args=(n * INTERVAL_S / watchers, until))
            for n, one in enumerate(people)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        span = time.monotonic() - began
        cpu = (_cpu_s(stack) - before) / span
    finally:
        writer.kill()
        writer.wait()
    return _figures(people, span, cpu)


def _cpu_s(stack: Stack) -> float:
    """Of gunicorn and what it started."""
    total = 0.0
    pid = stack.pid("web")
    for one in {pid} | processes.descendants(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(") ")[2].split()
        total += (int(fields[11]) + int(fields[12])) / 100
    return total


def _figures(people: Sequence[Watcher], span: float, cpu: float) -> dict[str, Any]:
    taken = sorted(1000 * s for one in people for s in one.taken_s)
    statuses = [status for one in people for status in one.statuses]
    cuts = statistics.quantiles(taken, n=100)
    wrong = Counter(str(s) for s in statuses if s not in (0, 200, 204))
    wrong.update(words for one in people for words in one.broken)
    for words, times in wrong.items():
        sys.stdout.write(f"{times} times: {words}\n")
    return {
        "requests": len(taken),
        "requests_per_s": len(taken) / span,
        "p50_ms": cuts[49],
        "p95_ms": cuts[94],
        "p99_ms": cuts[98],
        "errors": sum(status not in (200, 204) for status in statuses),
        "reconnected": sum(one.reconnected for one in people),
        "moved": sum(status == 200 for status in statuses),
        "unmoved": sum(status == 204 for status in statuses),
        "kb_per_s": sum(one.received for one in people) / span / 1024,
        "web_processors": cpu,
    }


def measure(*, quick: bool) -> Report:
    seconds = 10.0 if quick else 30.0
    with (
        tempfile.TemporaryDirectory(prefix="rh-bench-") as folder,
        Stack({}, Path(folder), roles=("web",)) as stack,
    ):
        found = measured(stack, WATCHERS, seconds)
        if found["errors"]:
            sys.stdout.write(f"The web's log:\n{stack.log('web')}\n")
    errors = f"{found['errors']} errors in {found['requests']} requests"
    met = found["p95_ms"] < TARGET_MS and not found["errors"]
    row = Row(
        f"{WATCHERS} people watch one run: 95 % of answers within",
        f"{found['p95_ms']:.0f} ms, {errors}",
        target=f"≤ {TARGET_MS:g} ms, none",
        met=met,
    )
    details = [("", *found), ("measured", *(f"{v:.1f}" for v in found.values()))]
    return Report([row], table(details))
