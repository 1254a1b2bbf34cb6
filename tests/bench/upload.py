"""How long a student waits from sending project 1's notebook to the first hidden test.

The product's own processes on the embedded defaults, an idle worker, and a browser's
requests: sign in, send project 1's passing exemplar, look until the first result is there.
"""

import statistics
import time

from tests.bench.rows import Report, Row, table
from tests.bench.site import OF_SUBMISSION, Site, running
from tests.browsing import Browser
from tests.stack import ROOT

TARGET_S = 5.0
PROJECT = "first-neural-network"
PACKS = ROOT / "workers" / "packs"
EXEMPLAR = PACKS.joinpath(
    *(PROJECT, "exemplars", "passing", "march-iterations"),
    "Your_first_neural_network.ipynb",
)
RESULT = (
    f"SELECT 1 {OF_SUBMISSION} JOIN projects_checkresult result"
    " ON result.step_id = step.id WHERE it.uid = ? AND result.check_slug != 'load'"
)
EXAMINED = (
    f"SELECT 1 {OF_SUBMISSION} WHERE it.uid = ? AND step.kind = 'examine'"
    " AND step.state = 'passed'"
)


def _once(site: Site, browser: Browser) -> tuple[float, float, float]:
    """Seconds from sending until: the page answered, a first result, the last one."""
    began = time.monotonic()
    uid = site.upload(browser, EXEMPLAR)
    answered = time.monotonic()
    times = answered, site.wait_for(RESULT, uid), site.wait_for(EXAMINED, uid)
    withdraw(browser, uid)
    return tuple(moment - began for moment in times)


def withdraw(browser: Browser, uid: str) -> None:
    """Makes room for the student's next."""
    dashed = f"{uid[:8]}-{uid[8:12]}-{uid[12:16]}-{uid[16:20]}-{uid[20:]}"
    browser.post(f"/submissions/{dashed}/withdraw/", {})


def measure(*, quick: bool) -> Report:
    # No training worker: the machine's cores are for what is measured.
    with running(PACKS, slug=PROJECT, roles=("web", "worker-cpu", "beat")) as site:
        browser = site.signed_in()
        times = [_once(site, browser) for _ in range(2 if quick else 5)]
    rows = [("", "page answered", "first result", "all checks")]
    columns = list(zip(*times, strict=True))
    named = [(str(number), row) for number, row in enumerate(times, 1)]
    named.append(("median", tuple(map(statistics.median, columns))))
    named.append(("worst", tuple(map(max, columns))))
    rows += [(name, *(f"{s:.2f} s" for s in row)) for name, row in named]
    median = statistics.median(columns[1])
    row = Row(
        "Upload to first hidden-test result, project 1",
        f"{median:.2f} s",
        target=f"≤ {TARGET_S:g} s",
        met=median <= TARGET_S,
    )
    return Report([row], table(rows))
