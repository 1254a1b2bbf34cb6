"""One page asked for again and again: by one person at a time, and by ten at once."""

import gzip
import http.client
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier
from typing import Any

OK = 200
TIMEOUT_S = 60.0


@dataclass(frozen=True)
class Asker:
    """A signed-in person and a page of theirs. Each request has a connection of its own, as
    somebody's who reads a page before they open the next."""

    port: int
    path: str
    session: str

    def ask(self) -> tuple[float, int, bytes]:
        """Seconds, status (0: no answer) and body."""
        began = time.perf_counter()
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=TIMEOUT_S
        )
        try:
            connection.request(
                "GET", self.path, headers={"Cookie": f"sessionid={self.session}"}
            )
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            return time.perf_counter() - began, 0, b""
        finally:
            connection.close()
        return time.perf_counter() - began, answer.status, body


@dataclass
class Times:
    """Milliseconds of one page."""

    name: str
    first: float = 0.0  # the slowest of the first for each of ten people
    alone: list[float] = field(default_factory=list)
    together: list[float] = field(default_factory=list)
    processor: float = 0.0  # of the web, per request of ten at once
    html_kb: float = 0.0  # compressed, as the proxy does
    errors: int = 0

    def note(self, found: tuple[float, int, bytes]) -> float:
        seconds, status, body = found
        self.errors += status != OK
        if status == OK and not self.html_kb:
            self.html_kb = len(gzip.compress(body, 6)) / 1000
        return seconds * 1000


def askers_of(port: int, page: Mapping[str, Any]) -> list[Asker]:
    return [
        Asker(port, path, session)
        for path, session in zip(page["paths"], page["sessions"], strict=True)
    ]


def one_at_a_time(times: Times, askers: Sequence[Asker], count: int) -> None:
    times.first = max(times.note(one.ask()) for one in askers)
    for number in range(count):
        times.alone.append(times.note(askers[number % len(askers)].ask()))


def all_at_once(times: Times, askers: Sequence[Asker], rounds: int) -> None:
    """Each round begins when everybody has the answer of the round before."""
    start = Barrier(len(askers))

    def act(one: Asker) -> list[tuple[float, int, bytes]]:
        found = []
        for _ in range(rounds):
            start.wait(TIMEOUT_S)
            found.append(one.ask())
        return found

    with ThreadPoolExecutor(len(askers)) as pool:
        for some in pool.map(act, askers):
            times.together += [times.note(one) for one in some]
