"""Telling the workers to look."""

from projects.enums import Queue
from projects.operations.wake_ups import call


def wake(queue: Queue) -> None:
    """May fail: a sweep says it again while work waits."""
    call("workers.agent.tasks.work", queue.value, queue=queue.value)
