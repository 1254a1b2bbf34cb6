"""How long a reviewer waits for the workspace of a notebook with many pictures.

A running site and Chromium with an empty cache. First useful paint: from the click to the frame in
which the first cell is shown. "First" is the first reader of a file, for whom it is rendered; whoever
comes later gets the pages that were kept.
"""

import base64
import json
import math
import random
import re
import statistics
import struct
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, sync_playwright

from scripts import programs
from tests.bench.rows import Report, Row, table
from tests.journeys import steps
from tests.stack import Stack

LOOK = """
window.useful ??= new Promise((found) => {
  const look = () => document.querySelector(".notebook .cell")
    ? requestAnimationFrame(() => found(performance.now()))
    : requestAnimationFrame(look);
  look();
});
"""
HANDED_IN = """
from pathlib import Path
from projects.enums import State
from projects.models import Project, User
from projects.operations import reviews
from projects.storage import keep
from tests import factories
project = Project.objects.get(slug="first-neural-network")
for path in {paths!r}:
    made = factories.submission(project, state=State.AWAITING_REVIEW)
    made.files.update(blob=keep(Path(path).read_bytes()))
    reviews.claim(made, by=User.objects.get(email="reviewer@demo.test"))
    print(made.uid)
"""
MOST_HTML = 1_000_000
MOST_MS = 150


def png(size: int) -> bytes:
    """Grey noise of about so many bytes: it cannot be packed, and no two are the same."""
    side = math.isqrt(size)
    rows = b"".join(b"\0" + random.randbytes(side) for _ in range(side))

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(rows, 1))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


def notebook(pictures: int, picture_bytes: int, text_bytes: int) -> bytes:
    """Cells of twelve lines, each with a picture and printed text of its own."""
    cells = []
    for number in range(pictures):
        image = base64.b64encode(png(picture_bytes)).decode()
        lines = [f"y_{number}_{row} = np.tanh(x @ w_{row})\n" for row in range(12)]
        printed = f"loss {number}: 0.123456789\n" * (text_bytes // 24)
        outputs = [
            {"output_type": "stream", "name": "stdout", "text": printed},
            {
                "output_type": "display_data",
                "metadata": {},
                "data": {"image/png": image},
            },
        ]
        code = {"execution_count": number, "outputs": outputs, "source": lines}
        title = {"cell_type": "markdown", "source": [f"## Part {number}\n", "Words."]}
        cells += [
            {**title, "id": f"m{number}", "metadata": {}},
            {"cell_type": "code", "id": f"c{number}", "metadata": {}, **code},
        ]
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole).encode()


CASES = {
    "4 MB, 90 pictures": (1.0, lambda: notebook(90, 30_000, 3_000)),
    "25 MB, 300 pictures": (2.0, lambda: notebook(300, 55_000, 6_000)),
}


def _page(chromium: Chromium, stack: Stack) -> Page:
    """Of a reviewer who has signed in, whose browser holds nothing of the site yet but that."""
    signed_in = chromium.new_context()
    steps.sign_in(signed_in.new_page(), stack, "reviewer@demo.test")
    fresh = chromium.new_context(
        viewport={"width": 1440, "height": 900}, storage_state=signed_in.storage_state()
    )
    signed_in.close()
    page = fresh.new_page()
    page.add_init_script(LOOK)
    return page


def _opened(page: Page, url: str) -> tuple[float, int]:
    """Seconds to the first useful paint, and bytes of HTML."""
    answer = page.goto(url, wait_until="load")
    size = len(answer.body()) if answer else 0
    useful = page.evaluate("window.useful")
    return float(useful) / 1000, size


def _milliseconds(ask: Callable[[], object], times: int) -> float:
    """The 95th of a hundred."""
    taken = []
    for _ in range(times):
        began = time.monotonic()
        ask()
        taken.append(1000 * (time.monotonic() - began))
    return statistics.quantiles(taken, n=20)[-1]


def _requests(page: Page, url: str, times: int) -> dict[str, float]:
    """The requests of a review, as the page's scripts send them."""
    html = page.content()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
    ajax = {"HX-Request": "true"}
    send = page.context.request
    form = {"csrfmiddlewaretoken": token[1] if token else "", "general": "Words."}
    saving = {"X-Autosave": "1", "Referer": url}
    asked: dict[str, Callable[[], object]] = {
        "the page": lambda: send.get(url).body(),
        "further cells": lambda: send.get(f"{url}?page=2", headers=ajax).body(),
        "a comment's form": lambda: send.get(f"{url}?comment=2:3", headers=ajax).body(),
        "a save": lambda: send.post(f"{url}save/", form=form, headers=saving).body(),
    }
    return {name: _milliseconds(ask, times) for name, ask in asked.items()}


def measure(*, quick: bool) -> Report:
    rows: list[Row] = []
    found: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix="rh-bench-") as folder:
        paths = []
        for number, (_most, make) in enumerate(CASES.values()):
            paths.append(f"{folder}/{number}.ipynb")
            Path(paths[-1]).write_bytes(make())
        stack = Stack({}, Path(folder) / "var", roles=["web"])
        with stack, sync_playwright() as playwright:
            stack.manage("seed_demo")
            script = HANDED_IN.format(paths=paths)
            uids = stack.manage("shell", "-v", "0", "-c", script).split()
            chromium = playwright.chromium.launch(
                executable_path=programs.find_program(*programs.CHROMIUM_NAMES),
                args=["--no-sandbox"],
            )
            for name, uid in zip(CASES, uids, strict=True):
                url = f"{stack.base_url}/submissions/{uid}/review/"
                rows += _case(chromium, stack, name, url, found, quick=quick)
            chromium.close()
    details = [("request, p95", *CASES)]
    details += [(request, *cells) for request, cells in found.items()]
    return Report(rows, table(details))


def _case(  # noqa: PLR0913 - what a case is measured with
    chromium: Chromium,
    stack: Stack,
    name: str,
    url: str,
    found: dict[str, list[str]],
    *,
    quick: bool,
) -> list[Row]:
    most_s, what = CASES[name][0], f"Workspace, {name}"
    page = _page(chromium, stack)
    first, size = _opened(page, url)
    times = _requests(page, url, 20 if quick else 60)
    again = [_opened(_page(chromium, stack), url) for _ in range(2 if quick else 5)]
    later = statistics.median(seconds for seconds, _size in again)
    for request, taken in times.items():
        found.setdefault(request, []).append(f"{taken:.0f} ms")
    slowest = max(times.values())
    return [
        _seconds(f"{what}: first useful paint, first reader", first, most_s),
        _seconds(f"{what}: first useful paint, later", later, most_s),
        Row(
            f"{what}: HTML of the page",
            f"{size / 1000:.0f} kB",
            target="< 1 MB",
            met=size < MOST_HTML,
        ),
        Row(
            f"{what}: slowest kind of request, p95",
            f"{slowest:.0f} ms",
            target=f"< {MOST_MS} ms",
            met=slowest < MOST_MS,
        ),
    ]


def _seconds(name: str, seconds: float, most: float) -> Row:
    return Row(name, f"{seconds:.2f} s", target=f"< {most:g} s", met=seconds < most)
