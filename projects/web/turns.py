"""One page at a time in each web process.

Python runs one thread at a time. Pages that are made side by side take turns of a millisecond, and
each costs half as much again as alone (docs/performance.md). So a page that is only read waits until
the one before it is done; uploads and other forms never wait here, since they may arrive slowly.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse

from notebooks.isolated.client import client

LONGEST_WAIT_S = 0.5
"""After it a page is made beside the other one, which may be waiting for something itself."""


class Turns:
    """Who has the turn holds `_turn`, which nobody does when gunicorn forks its processes."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._mine = threading.local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        self._take()
        try:
            yield
        finally:
            self._give_back()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """While this thread waits for another process. For whoever has no turn, nothing."""
        had_it = self._give_back()
        try:
            yield
        finally:
            if had_it:
                self._take()

    def _take(self) -> None:
        self._mine.has_it = self._turn.acquire(timeout=LONGEST_WAIT_S)

    def _give_back(self) -> bool:
        has_it = getattr(self._mine, "has_it", False)
        if has_it:
            self._mine.has_it = False
            self._turn.release()
        return has_it


turns = Turns()


class OnePageAtATimeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        client.while_waiting = turns.lent

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        with turns.taken():
            return self.get_response(request)
