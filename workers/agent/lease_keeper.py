"""Renews a step's lease and writes its progress from a second thread while it is graded.

This module knows no database: the caller passes the functions that renew and write.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self

from protocol.progress import Progress, ProgressKind
from protocol.steps import Cancelled
from workers.grader.json_safe import json_safe

logger = logging.getLogger(__name__)

TELL_EVERY_S = 0.4
# People wait for these, so they are written at once; those of quick checks are written together,
# because each write is a transaction.
AT_ONCE = frozenset({"check", "phase"})
AT_ONCE_EVERY_S = 0.2

Row = tuple[str, Any]  # kind and payload of a `Progress`


class LeaseKeeper:
    """A sink that writes progress in small batches, and a thread that renews the lease.

    Once the lease is lost (`renew` returns False or `write` raises `Cancelled`), every
    further call raises `Cancelled`.
    """

    def __init__(
        self,
        *,
        renew: Callable[[], bool],
        write: Callable[[Sequence[Row]], None],
        leave: Callable[[], None],  # closes the thread's database connection
        renew_every_s: float,
    ) -> None:
        self.lost = threading.Event()
        self._renew = renew
        self._write = write
        self._leave = leave
        self._renew_every_s = renew_every_s
        self._rows: list[Row] = []
        self._written_at = time.monotonic()
        self._writing = threading.Lock()
        self._adding = threading.Lock()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()

    def __call__(self, progress: Progress) -> None:
        payload = json_safe(progress.payload)
        # A NaN or infinite loss (None after json_safe) cannot be drawn, so it is dropped.
        if progress.kind != ProgressKind.CURVE or payload["y"] is not None:
            with self._adding:
                self._rows.append((progress.kind, payload))
        since_s = time.monotonic() - self._written_at
        is_due = progress.kind in AT_ONCE and since_s >= AT_ONCE_EVERY_S
        if self.lost.is_set() or is_due:
            self.flush()

    def taken(self) -> list[Row]:
        """What is not written yet, for whoever writes it with something else. Raises Cancelled."""
        with self._writing:
            return self._taken()

    def _taken(self) -> list[Row]:
        if self.lost.is_set():
            raise Cancelled
        with self._adding:
            rows, self._rows = self._rows, []
        self._written_at = time.monotonic()
        return rows

    def flush(self) -> None:
        with self._writing:
            rows = self._taken()
            if not rows:
                return
            try:
                self._write(rows)
            except Cancelled:
                self.lost.set()
                raise

    def _keep(self) -> None:
        renewed_at = time.monotonic()
        try:
            while not (self._done.wait(TELL_EVERY_S) or self.lost.is_set()):
                if time.monotonic() - renewed_at >= self._renew_every_s:
                    renewed_at = time.monotonic()
                    self._beat()
                self._tell()
        finally:
            self._leave()

    def _beat(self) -> None:
        try:
            if not self._renew():
                self.lost.set()
        except Exception:
            # A lease outlasts a few failed renewals. If it lapses, the fence refuses our writes.
            logger.exception("The lease of a step could not be renewed")
            self._leave()

    def _tell(self) -> None:
        try:
            self.flush()
        except Cancelled:
            self.lost.set()
        except Exception:
            # Only the live view loses these rows: the results are stored again at the end.
            logger.exception("Progress could not be written")
            self._leave()
