"""Sending a Celery task by its name: a wake-up, which may be lost."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

EXPIRES_S = 60  # workers that are busy longer look by themselves afterwards


def call(task: str, *arguments: str, queue: str) -> None:
    """A broker that does not answer is logged: beat's next sweep makes up for it."""
    try:
        current_app.send_task(
            task,
            args=list(arguments),
            queue=queue,
            expires=EXPIRES_S,
            retry=True,  # once: a connection kept from before may be dead
            retry_policy={"max_retries": 1, "interval_start": 0},
        )
    except OperationalError as error:
        logger.warning("The broker does not answer (%s): the sweep will wake", error)
