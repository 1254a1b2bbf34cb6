"""Telling the workers to look."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

from projects.enums import Queue

logger = logging.getLogger(__name__)

WAKE_EXPIRES_S = 60  # workers that are busy longer look by themselves afterwards


def wake(queue: Queue) -> None:
    """May fail: a sweep says it again while work waits."""
    try:
        current_app.send_task(
            "workers.tasks.work",
            args=[queue.value],
            queue=queue.value,
            expires=WAKE_EXPIRES_S,
            retry=True,  # once: a connection kept from before may be dead
            retry_policy={"max_retries": 1, "interval_start": 0},
        )
    except OperationalError as error:
        logger.warning("The broker does not answer (%s): the sweep will wake", error)
