"""gunicorn's threaded worker, which lets an idle process take a connection before a busy one does."""

import time
from concurrent.futures import Future
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

STEP_S = 0.001
MOST_STEPS = 5


class YieldingThreadWorker(ThreadWorker):  # type: ignore[misc]
    """All processes wait at one socket, and a thread that accepts is quicker than the pages.

    Of ten people who asked at the same moment one process got seven or eight, one after the other,
    while its neighbour was done. So a process waits before it accepts, a step for each request under
    way: whoever has less to do is there first. If nobody is, it accepts all the same.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.under_way = 0  # of the main thread, which alone counts

    def enqueue_req(self, conn: TConn) -> None:
        self.under_way += 1
        super().enqueue_req(conn)

    def finish_request(self, conn: TConn, fs: "Future[Any]") -> None:
        self.under_way -= 1
        super().finish_request(conn, fs)

    def accept(self, listener: Any) -> None:
        time.sleep(STEP_S * min(self.under_way, MOST_STEPS))
        super().accept(listener)
