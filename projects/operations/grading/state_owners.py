"""Who owns each state that is not an end, until when, and what happens then.

docs/never-stuck.md shows this table; a test walks the enums, so that no state can come without
an owner. A new line here is a promise: name the code that keeps it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from projects.enums import LetterState, RunState, State, StepState, WorkerState


@dataclass(frozen=True)
class Owner:
    who: str
    lease: str  # how long the owner may be silent
    deadline: str  # how long it may take at most, however alive
    then: str  # and where: by whom it is noticed


_NONE = "–"
_HEARD = "18 s, by heartbeat"

OWNERS: Mapping[type[Enum], Mapping[Enum, Owner]] = MappingProxyType(
    {
        State: {
            State.CHECKING: Owner(
                "its live run",
                _NONE,
                "those of the run's steps together",
                "without a live run `sweep` repairs it: follows the verdict, starts a "
                "run that is missing, or sets it aside for staff; logged as an error",
            ),
            State.HELD: Owner(
                "staff: leads and admins",
                _NONE,
                "a day, then they are told again",
                "they have it graded again or let a reviewer judge it unchecked, with a "
                "reason; `sweep` reminds them every day; the student may withdraw it",
            ),
            State.AWAITING_REVIEW: Owner(
                "the review queue: any reviewer certified for project and language",
                _NONE,
                "none: people have no deadline, but the queue is oldest first and the "
                "board shows what waits",
                "nobody is waited for in silence: the student reads the place in line",
            ),
            State.IN_REVIEW: Owner(
                "the reviewer who claimed it",
                "12 h (`REVIEW_HOURS`); once `EXTENSION_HOURS` more if they ask",
                "the same",
                "`workflow.lock_submission`, at whoever reads it next, and `sweep`: back at its "
                "old place in the queue, the draft kept; a verdict that was sent is told by the "
                "same two after `VERDICT_GRACE_S`",
            ),
            State.EXPLAINING: Owner(
                "the student who is asked to explain, then staff: leads and admins",
                _NONE,
                "`EXPLANATION_DAYS` for the student; then, or once it is explained, a day "
                "until they are told again",
                "a lead lets the review go on or ends it, with a reason; `remind_leads` tells "
                "them in every sweep's turn; no answer decides nothing; the student may withdraw it",
            ),
            State.DISPUTED: Owner(
                "the review queue: a second reviewer",
                _NONE,
                "none, as awaiting_review",
                "nobody is waited for in silence: the student reads the place in line",
            ),
        },
        RunState: {
            RunState.QUEUED: Owner(
                "its queued step",
                _NONE,
                "the step's",
                "a live run whose steps are all at rest is repaired with its submission",
            ),
            RunState.RUNNING: Owner(
                "its running or queued step",
                _NONE,
                "the step's",
                "the same",
            ),
        },
        StepState: {
            StepState.PENDING: Owner(
                "the step before it",
                _NONE,
                "that step's",
                "`finish_step` queues it or skips it, in the transaction that ends the "
                "step before",
            ),
            StepState.QUEUED: Owner(
                "its queue",
                _NONE,
                "none: the wait is computed and shown, with plain words when no worker "
                "is up",
                "workers are woken at commit, after each step, when a worker becomes "
                "fit, and by `sweep` while anything waits",
            ),
            StepState.RUNNING: Owner(
                "the worker that holds its fence",
                "18 s (`REVIEWHUB_LEASE_S`), renewed every 3 s",
                "1.5 times the pack's wall time and 2 minutes; 4 h until the worker "
                "has read the pack",
                "`take_next` and `sweep` take it back and count a death; the third "
                "death quarantines the run. The old fence writes nothing any more",
            ),
        },
        WorkerState: {
            WorkerState.STARTING: Owner(
                "its doctor",
                _HEARD,
                "the doctor's own patience",
                "takes nothing until the doctor has spoken",
            ),
            WorkerState.READY: Owner(
                "its process",
                _HEARD,
                _NONE,
                "`judged()`: not answering; counts for no wait",
            ),
            WorkerState.BUSY: Owner(
                "its process",
                _HEARD,
                "its step's; 2 minutes after it has lost the step the process ends "
                "itself",
                "`judged()`: not answering; the process is started again",
            ),
            WorkerState.UNFIT: Owner(
                "its doctor, again every 3 minutes",
                _HEARD,
                "none: staff read the reason on its tile",
                "takes nothing until the doctor finds it fit",
            ),
            WorkerState.DRAINING: Owner(
                "its process",
                _HEARD,
                "its step's",
                "ends with status 0 when its step is done, and is not started again",
            ),
            WorkerState.SILENT: Owner(
                "whoever runs the machine",
                "18 s are over",
                "a day",
                "a tile for 10 minutes, then folded away; `sweep` forgets the row",
            ),
        },
        LetterState: {
            LetterState.WAITING: Owner(
                "the mail worker",
                _NONE,
                "a day",
                "woken at commit, and by beat every 5 s for letters that are due; "
                "given up after a day, and shown to staff",
            ),
            LetterState.SENDING: Owner(
                "the mail worker that took it",
                "5 minutes",
                "the same; the server may be silent for 10 s",
                "`send_waiting` takes it back: links wait again, news is cut off, "
                "which staff see",
            ),
        },
    }
)


def table() -> str:
    """As Markdown."""
    head = "| state | owner | lease | deadline | what happens then |\n|---|---|---|---|---|\n"
    return head + "".join(_lines())


def _lines() -> Iterator[str]:
    for kind, owners in OWNERS.items():
        for state, owner in owners.items():
            cells = (f"{kind.__name__} `{state.value}`", owner.who, owner.lease)
            yield f"| {' | '.join((*cells, owner.deadline, owner.then))} |\n"
