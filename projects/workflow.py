"""WHEN: the one transition table, and the one function that moves a submission.

`docs/workflow.md` is written from it (`manage.py workflow`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import Action, EventKind, State
from projects.errors import NotAllowed, WrongState
from projects.models import Event, Submission, User
from projects.rules import WHO


@dataclass(frozen=True)
class Transition:
    sources: tuple[State, ...]
    target: State


TRANSITIONS: Mapping[Action, Transition] = MappingProxyType(
    {
        Action.PASS_CHECKS: Transition((State.CHECKING,), State.AWAITING_REVIEW),
        Action.FAIL_CHECKS: Transition((State.CHECKING,), State.RETURNED),
        Action.REFER_CHECKS: Transition((State.CHECKING,), State.AWAITING_REVIEW),
        Action.APPEAL_CHECKS: Transition((State.RETURNED,), State.AWAITING_REVIEW),
        Action.REGRADE_PASSES: Transition((State.RETURNED,), State.AWAITING_REVIEW),
        Action.WITHDRAW: Transition(
            (State.CHECKING, State.AWAITING_REVIEW), State.WITHDRAWN
        ),
        Action.CLAIM: Transition(State.queued(), State.IN_REVIEW),
        Action.RELEASE: Transition((State.IN_REVIEW,), State.AWAITING_REVIEW),
        Action.EXPIRE: Transition((State.IN_REVIEW,), State.AWAITING_REVIEW),
        Action.APPROVE: Transition((State.IN_REVIEW,), State.APPROVED),
        Action.REQUEST_CHANGES: Transition((State.IN_REVIEW,), State.CHANGES_REQUESTED),
        Action.CANNOT_REVIEW: Transition((State.IN_REVIEW,), State.UNREVIEWABLE),
        Action.DISPUTE: Transition((State.CHANGES_REQUESTED,), State.DISPUTED),
        Action.REOPEN: Transition(State.reviewed(), State.IN_REVIEW),
        Action.CLOSE: Transition(State.open(), State.WITHDRAWN),
    }
)

Requirement = Callable[[Submission], None]
"""Looks at the locked submission and raises a `DomainError` if something is missing."""


def move(  # noqa: PLR0913 - the verb, who, and what goes with it
    submission: Submission,
    action: Action,
    *,
    by: User | None,
    require: Requirement | None = None,
    words: str = "",
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Event:
    """Locks, looks, judges, then writes the new state, `changes` and an `Event`.

    Must run inside a transaction (the operation's). `submission` is refreshed from the
    locked row. Raises `WrongState`, `NotAllowed`, or whatever `require` raises.
    """
    locked = lock(submission)
    judge(locked, action, by=by)
    if require is not None:
        require(locked)
    before = State(locked.state)
    changes["state"] = TRANSITIONS[action].target
    for field, value in changes.items():
        setattr(locked, field, value)
    locked.save(update_fields=list(changes))
    submission.refresh_from_db()
    return Event.objects.create(
        submission=locked,
        kind=EventKind(action.value),
        actor=by,
        from_state=before,
        to_state=locked.state,
        words=words,
        data=dict(data or {}),
    )


def hold(person: User) -> None:
    """Until the transaction ends, others who hold this person wait.

    For rules about several rows of one person: reviews in hand, open submissions. Always
    before `lock()`, so that two can never wait for each other. Rows that only point to the
    person may be written meanwhile (no_key).
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


def lock(submission: Submission) -> Submission:
    """The row as it is now, held until the transaction ends.

    A claim whose time is up is put back into the queue first: whoever comes next, the
    clock included, finds it free.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("lock() needs a transaction")
    locked = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    if locked.claim_expired():
        Event.objects.create(
            submission=locked,
            kind=EventKind.EXPIRE,
            from_state=locked.state,
            to_state=State.AWAITING_REVIEW,
            data={"reviewer": locked.reviewer_id},
        )
        locked.state = State.AWAITING_REVIEW
        locked.reviewer = locked.claimed_at = locked.claim_expires_at = None
        locked.save(
            update_fields=["state", "reviewer", "claimed_at", "claim_expires_at"]
        )
    return locked


def judge(submission: Submission, action: Action, *, by: User | None) -> None:
    """Raises unless the state and the person allow the action."""
    if submission.state not in TRANSITIONS[action].sources:
        raise WrongState(
            _("This submission is now “%(state)s”, so “%(action)s” is not possible.")
            % {
                "state": State(submission.state).label,
                "action": action.label,
            }
        )
    if not WHO[action](by, submission):
        raise NotAllowed(
            _("“%(action)s” is not yours to do.") % {"action": action.label}
        )


def actions_for(submission: Submission, user: User) -> tuple[Action, ...]:
    """What `user` could do to it now: buttons and API actions are read off this."""
    state = State.AWAITING_REVIEW if submission.claim_expired() else submission.state
    return tuple(
        action
        for action, transition in TRANSITIONS.items()
        if state in transition.sources and WHO[action](user, submission)
    )
