"""Somebody who watches a run, as `static/js/live.js` asks: less and less often while nothing moves."""

import asyncio
import re
from dataclasses import dataclass

from tests.bench.hour.visitors import Log, Visitor

EVERY_S = 2.0
QUIET, SLOWEST = 5, 4  # as live.js has them
CHANGE_TOKEN = re.compile(r"\?seen=([^\"]+)\"")
CHECKED = 286  # the page is loaded anew, and asks no more


@dataclass
class Place:
    """A window with a run in it; who hands in takes the window of whoever came first."""

    port: int
    log: Log
    session: str
    page: str
    came: int = 0

    def show(self, session: str, page: str) -> None:
        self.session, self.page = session, page
        self.came += 1


async def watch(place: Place, first_s: float, until: float) -> None:
    """Until the loop's time `until`."""
    clock = asyncio.get_running_loop()
    await asyncio.sleep(first_s)
    while clock.time() < until:
        await _one(place, until)


async def _one(place: Place, until: float) -> None:
    """One run, until it is checked, or somebody else has come."""
    clock, came, page = asyncio.get_running_loop(), place.came, place.page
    visitor = Visitor(place.port, place.session, place.log)
    opened = await visitor.get(page)
    place.log.note("open a submission", opened, (200,))
    seen = _token(opened.body)
    quiet = turn = 0
    while clock.time() < until and place.came == came:
        await asyncio.sleep(EVERY_S)
        turn += 1
        if not seen or turn % min(1 + quiet // QUIET, SLOWEST):
            continue
        path = f"{page}live/?seen={seen}"
        answer = await visitor.get(path, **{"HX-Request": "true"})
        place.log.note("watch", answer, (200, 204, CHECKED))
        quiet = quiet + 1 if answer.status == 204 else 0
        if answer.status == CHECKED:
            again = await visitor.get(page)
            place.log.note("open a submission", again, (200,))
            seen = ""
        elif answer.status == 200:
            seen = _token(answer.body) or seen
    await visitor.leave()


def _token(body: str) -> str:
    found = CHANGE_TOKEN.search(body)
    return found[1] if found else ""
