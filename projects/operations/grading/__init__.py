"""What the machine does with a submission. Workers call these verbs; so does the clock.

The database is the truth and a Celery message only a wake-up: `wake` may be lost, sent twice
or come late, and `sweep` sends it again as long as there is work. A step belongs to whoever
holds its `fence` and keeps its lease; every write of a worker checks both. docs/never-stuck.md
says who owns what, until when, and what happens then.
"""

from projects.operations.grading.faults import fail_step, hand_back
from projects.operations.grading.holding import refer_unchecked
from projects.operations.grading.leases import LeaseLost, allow, heartbeat
from projects.operations.grading.starting import (
    cancel_runs,
    queue_step,
    rerun,
    start_run,
)
from projects.operations.grading.storing import Outcome, finish_step, record, settle
from projects.operations.grading.sweeping import sweep
from projects.operations.grading.taking import is_paused, take, take_next, waiting
from projects.operations.grading.waking import wake
from projects.queries.grading import QUEUE_OF

__all__ = [
    "QUEUE_OF",
    "LeaseLost",
    "Outcome",
    "allow",
    "cancel_runs",
    "fail_step",
    "finish_step",
    "hand_back",
    "heartbeat",
    "is_paused",
    "queue_step",
    "record",
    "refer_unchecked",
    "rerun",
    "settle",
    "start_run",
    "sweep",
    "take",
    "take_next",
    "waiting",
    "wake",
]
