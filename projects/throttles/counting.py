"""Counting. Every process that serves the site shares the counters."""

import hashlib
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import TypeVar

from django.conf import settings
from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import MemoryStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from projects.errors import TooOften
from projects.throttles.scopes import SCOPES
from projects.throttles.storage import storage_for

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
AWAY_S = (
    10.0  # a storage that failed is left alone so long: each try may cost a time-out
)


class Counters:
    """The shared storage; while it does not answer, this process counts for itself.

    So an outage neither locks everybody out nor lifts the limits: they are then multiplied
    by the number of processes.
    """

    def __init__(self, url: str) -> None:
        self._shared = storage_for(url)
        self._own = MemoryStorage()
        self._away_until = 0.0

    def use(self, ask: Callable[[Storage], Result]) -> Result:
        if time.monotonic() >= self._away_until:
            try:
                return ask(self._shared)
            except StorageError as error:
                self._away_until = time.monotonic() + AWAY_S
                logger.warning("The counters do not answer (%s)", error)
        return ask(self._own)


@cache
def counters_at(url: str) -> Counters:
    """One per process, made at the first use: connections do not cross forks."""
    return Counters(url)


def counters() -> Counters:
    return counters_at(settings.THROTTLE_STORAGE)


def check(scope: str, key: object) -> None:
    """Counts one for this key; raises `TooOften` when a rate of the scope is used up.

    What is refused does not count: else whoever goes on trying would lock an account for
    a day within seconds.
    """
    name = _hidden(key)

    def ask(storage: Storage) -> float:
        limiter = FixedWindowRateLimiter(storage)
        waits = [_wait(limiter, rate, scope, name) for rate in SCOPES[scope].items()]
        if max(waits) > 0:
            _take_back(storage, scope, name)
        return max(waits)

    wait_s = counters().use(ask)
    if wait_s > 0:
        logger.warning("Refused: scope %s, key %s", scope, name)
        raise TooOften(SCOPES[scope].sentence(wait_s), wait=timedelta(seconds=wait_s))


def _wait(
    limiter: FixedWindowRateLimiter, rate: RateLimitItem, scope: str, name: str
) -> float:
    """Counts one; seconds until this rate allows another, 0 if it allows this one."""
    if limiter.hit(rate, scope, name):
        return 0.0
    return limiter.get_window_stats(rate, scope, name).reset_time - time.time()


def forgive(scope: str, key: object) -> None:
    """Takes one count back: what turned out to be right is not counted."""
    counters().use(lambda storage: _take_back(storage, scope, _hidden(key)))


def _take_back(storage: Storage, scope: str, name: str) -> None:
    for rate in SCOPES[scope].items():
        storage.incr(rate.key_for(scope, name), rate.get_expiry(), -1)


def clear(scope: str, key: object) -> None:
    """Forgets all that was counted for this key."""

    def ask(storage: Storage) -> None:
        for rate in SCOPES[scope].items():
            storage.clear(rate.key_for(scope, _hidden(key)))

    counters().use(ask)


def _hidden(key: object) -> str:
    """Counters and logs hold no addresses, and keys have one length whatever is typed."""
    return hashlib.sha256(str(key).encode(errors="replace")).hexdigest()[:32]
