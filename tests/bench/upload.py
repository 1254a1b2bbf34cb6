"""`make bench`: how long a student waits from sending a notebook to the first hidden test.

The product's own processes on the embedded defaults, an idle worker, and a browser's
requests: sign in, send project 1's passing exemplar, look until the first result is there.
"""

import http.cookiejar
import re
import sqlite3
import statistics
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import uuid
from contextlib import closing
from pathlib import Path

from tests.services import wait_until
from tests.stack import ROOT, Stack

TIMES = 5
TARGET_S = 5.0
PATIENCE_S = 120.0
LOOK_EVERY_S = 0.02
STUDENT = "student@demo.test"
PROJECT = "first-neural-network"
EXEMPLAR = ROOT.joinpath(
    *("workers", "packs", PROJECT, "exemplars", "passing"),
    *("march-iterations", "Your_first_neural_network.ipynb"),
)


class Browser:
    """Cookies, forms and redirects; no more of a browser than sending a form takes."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(self._cookies),
        )

    def get(self, path: str) -> str:
        with self._opener.open(f"{self._base_url}{path}") as response:
            return response.read().decode()

    def post(self, path: str, fields: dict[str, str], file: Path | None = None) -> str:
        """Sends a form; gives back the address that it led to."""
        token = next(c.value for c in self._cookies if c.name == "csrftoken") or ""
        body, kind = _form({"csrfmiddlewaretoken": token, **fields}, file)
        request = urllib.request.Request(f"{self._base_url}{path}", body)
        request.add_header("Content-Type", kind)
        with self._opener.open(request) as response:
            return response.url


def _form(fields: dict[str, str], file: Path | None) -> tuple[bytes, str]:
    if file is None:
        form = urllib.parse.urlencode(fields).encode()
        return form, "application/x-www-form-urlencoded"
    edge = uuid.uuid4().hex
    head = 'Content-Disposition: form-data; name="{}"'
    parts = [
        f"--{edge}\r\n{head.format(name)}\r\n\r\n{value}\r\n".encode()
        for name, value in fields.items()
    ]
    name = f'{head.format("uploads")}; filename="{file.name}"'
    parts += [f"--{edge}\r\n{name}\r\n\r\n".encode(), file.read_bytes()]
    return b"".join([*parts, f"\r\n--{edge}--\r\n".encode()]), (
        f"multipart/form-data; boundary={edge}"
    )


def measured(browser: Browser, database: Path) -> tuple[float, float, float]:
    """Seconds from sending until: the page answered, a first result, the last one."""
    began = time.monotonic()
    address = browser.post(
        f"/projects/{PROJECT}/submit/", {"honour_code": "on"}, EXEMPLAR
    )
    answered = time.monotonic() - began
    found = re.search(r"/submissions/([0-9a-f-]{36})/", address)
    if found is None:
        raise RuntimeError(f"The upload led to {address}, not to a submission")
    uid = found[1]
    run = (
        "FROM projects_step step JOIN projects_run run ON run.id = step.run_id "
        "JOIN projects_submission it ON it.id = run.submission_id "
    )
    first = (
        f"SELECT 1 {run} JOIN projects_checkresult result ON result.step_id = step.id "
        "WHERE it.uid = ? AND result.check_slug != 'load'"
    )
    last = f"SELECT 1 {run} WHERE it.uid = ? AND step.kind = 'examine' AND step.state = 'passed'"
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:

        def wait_for(query: str) -> float:
            while not connection.execute(query, [uid.replace("-", "")]).fetchone():
                if time.monotonic() - began > PATIENCE_S:
                    raise TimeoutError(query)
                time.sleep(LOOK_EVERY_S)
            return time.monotonic() - began

        times = answered, wait_for(first), wait_for(last)
    browser.post(f"/submissions/{uid}/withdraw/", {})  # makes room for the next
    return times


def _table(rows: list[tuple[float, float, float]]) -> str:
    lines = [f"{'':8}{'page answered':>15}{'first result':>15}{'all checks':>15}"]
    columns = list(zip(*rows, strict=True))
    named = [(str(number), row) for number, row in enumerate(rows, 1)]
    named.append(("median", tuple(map(statistics.median, columns))))
    named.append(("worst", tuple(map(max, columns))))
    for name, row in named:
        lines.append(f"{name:8}" + "".join(f"{seconds:13.2f} s" for seconds in row))
    return "\n".join(lines)


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        var = Path(folder)
        # No training worker: the machine's cores are for what is measured.
        with Stack({}, var, roles=("web", "worker-cpu", "beat")) as stack:
            people = stack.manage("seed_demo").splitlines()
            (password,) = (line.split()[-1] for line in people if STUDENT in line)
            browser = Browser(stack.base_url)
            browser.get("/login/")
            browser.post("/login/", {"username": STUDENT, "password": password})
            wait_until(lambda: bool(browser.get("/")), "the first page", PATIENCE_S)
            rows = [measured(browser, var / "reviewhub.sqlite3") for _ in range(TIMES)]
    median = statistics.median(first for _, first, _ in rows)
    sys.stdout.write(
        f"Seconds from sending project 1's notebook, one idle worker:\n\n{_table(rows)}"
        f"\n\nFirst hidden-test result: median {median:.2f} s, target {TARGET_S:g} s\n"
    )
    return int(median > TARGET_S)


if __name__ == "__main__":
    sys.exit(main())
