"""Somebody who watches a run, and asks as often as the page says, as a browser does."""

import asyncio
import re
from dataclasses import dataclass

from tests.bench.hour.visitors import Log, Visitor

CHANGE_TOKEN = re.compile(r"\?seen=([^\"]+)\"")
EVERY_S = re.compile(r"hx-trigger=\"every ([\d.]+)s[,\"]")
LOOK_S = 1.0  # how late a window notices that somebody else has come
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
    asked = _asked(opened.body)
    while asked and clock.time() < until and place.came == came:
        if not await _waited(asked.every_s, place, came):
            break
        path = f"{page}live/?seen={asked.seen}"
        answer = await visitor.get(path, **{"HX-Request": "true"})
        place.log.note("watch", answer, (200, 204, CHECKED))
        if answer.status == CHECKED:
            again = await visitor.get(page)
            place.log.note("open a submission", again, (200,))
            break
        asked = _asked(answer.body) or asked
    await _waited(until - clock.time(), place, came)
    await visitor.leave()


@dataclass(frozen=True)
class Asked:
    """What a page says of its next question; an answer of "nothing new" leaves it as it is."""

    seen: str
    every_s: float


def _asked(body: str) -> Asked | None:
    """None: a page that asks for nothing."""
    seen, every = CHANGE_TOKEN.search(body), EVERY_S.search(body)
    return Asked(seen[1], float(every[1])) if seen and every else None


async def _waited(seconds: float, place: Place, came: int) -> bool:
    """False when somebody else has come meanwhile."""
    clock = asyncio.get_running_loop()
    until = clock.time() + seconds
    while (left := until - clock.time()) > 0:
        await asyncio.sleep(min(left, LOOK_S))
        if place.came != came:
            return False
    return True
