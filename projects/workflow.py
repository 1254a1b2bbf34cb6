"""WHEN: the one transition table, and the one function that moves a submission.

`docs/workflow.md` is written from it (`manage.py workflow`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import guards
from projects.enums import Action, EventKind, State
from projects.errors import NotAllowed, WrongState
from projects.guards import Guard
from projects.models import Event, Submission, User
from projects.offering import first_offer
from projects.rules import WHO


@dataclass(frozen=True)
class Transition:
    """`if_disputed` is the target of work whose last review the student disputes."""

    sources: tuple[State, ...]
    target: State
    guards: tuple[Guard, ...] = ()
    if_disputed: State | None = None

    def target_of(self, submission: Submission) -> State:
        if self.if_disputed is not None and submission.is_under_dispute():
            return self.if_disputed
        return self.target


TRANSITIONS: Mapping[Action, Transition] = MappingProxyType(
    {
        Action.PASS_CHECKS: Transition((State.CHECKING,), State.AWAITING_REVIEW),
        Action.FAIL_CHECKS: Transition((State.CHECKING,), State.RETURNED),
        Action.REFER_CHECKS: Transition((State.CHECKING,), State.AWAITING_REVIEW),
        Action.HOLD_CHECKS: Transition((State.CHECKING,), State.HELD),
        Action.GRADE_AGAIN: Transition((State.HELD,), State.CHECKING),
        Action.REFER_UNCHECKED: Transition((State.HELD,), State.AWAITING_REVIEW),
        Action.APPEAL_CHECKS: Transition(
            (State.RETURNED,), State.AWAITING_REVIEW, (guards.APPEAL_IS_OF_LATEST,)
        ),
        Action.REGRADE_PASSES: Transition((State.RETURNED,), State.AWAITING_REVIEW),
        Action.WITHDRAW: Transition(
            (
                *(State.CHECKING, State.HELD),
                *(State.AWAITING_REVIEW, State.EXPLAINING),
            ),
            State.WITHDRAWN,
        ),
        Action.CLAIM: Transition(
            State.queued(),
            State.IN_REVIEW,
            (guards.HAS_HAND_FREE, guards.IS_OPEN_TO_ALL),
        ),
        Action.SERVE_REQUEST: Transition(State.queued(), State.IN_REVIEW),
        Action.ASSIGN: Transition(
            (*State.queued(), State.IN_REVIEW),
            State.IN_REVIEW,
            (guards.IS_NOT_TO_BE_TOLD,),
        ),
        Action.TAKE_OVER: Transition(
            (*State.queued(), State.IN_REVIEW),
            State.IN_REVIEW,
            (guards.IS_NOT_TO_BE_TOLD,),
        ),
        Action.EXTEND: Transition(
            (State.IN_REVIEW,),
            State.IN_REVIEW,
            (guards.IS_NOT_EXTENDED, guards.IS_UNDECIDED),
        ),
        Action.RELEASE: Transition(
            (State.IN_REVIEW,),
            State.AWAITING_REVIEW,
            (guards.IS_NOT_TO_BE_TOLD,),
            if_disputed=State.DISPUTED,
        ),
        Action.EXPIRE: Transition(
            (State.IN_REVIEW,),
            State.AWAITING_REVIEW,
            (guards.IS_UNDECIDED,),
            if_disputed=State.DISPUTED,
        ),
        # A verdict that was sent changes no state: nobody can read it before it is told.
        Action.DECIDE: Transition(
            (State.IN_REVIEW,), State.IN_REVIEW, (guards.IS_UNDECIDED,)
        ),
        Action.TAKE_BACK: Transition(
            (State.IN_REVIEW,), State.IN_REVIEW, (guards.MAY_BE_TAKEN_BACK,)
        ),
        Action.APPROVE: Transition(
            (State.IN_REVIEW,), State.APPROVED, (guards.MAY_BE_TOLD,)
        ),
        Action.REQUEST_CHANGES: Transition(
            (State.IN_REVIEW,), State.CHANGES_REQUESTED, (guards.MAY_BE_TOLD,)
        ),
        Action.CANNOT_REVIEW: Transition(
            (State.IN_REVIEW,), State.UNREVIEWABLE, (guards.MAY_BE_TOLD,)
        ),
        Action.ASK_TO_EXPLAIN: Transition(
            (*State.queued(), State.IN_REVIEW),
            State.EXPLAINING,
            (guards.IS_NOT_TO_BE_TOLD,),
        ),
        Action.EXPLAIN: Transition(
            (State.EXPLAINING,), State.EXPLAINING, (guards.IS_UNEXPLAINED,)
        ),
        Action.RESUME_REVIEW: Transition(
            (State.EXPLAINING,), State.AWAITING_REVIEW, if_disputed=State.DISPUTED
        ),
        Action.NOT_ACCEPT: Transition(
            (State.EXPLAINING,), State.UNREVIEWABLE, (guards.WAS_HEARD,)
        ),
        Action.DISPUTE: Transition(
            (State.CHANGES_REQUESTED,),
            State.DISPUTED,
            (guards.IN_DISPUTE_WINDOW, guards.REVIEW_IS_OF_LATEST),
        ),
        Action.REOPEN: Transition(
            State.reviewed(), State.IN_REVIEW, (guards.REVIEW_IS_OF_LATEST,)
        ),
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
    body: str = "",
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Event:
    """Locks, looks, judges, then writes the new state, `changes` and an `Event`.

    Must run inside a transaction (the operation's). `submission` is refreshed from the
    locked row. Raises `WrongState`, `NotAllowed`, or whatever `require` raises.
    """
    locked = lock_submission(submission)
    check_allowed(locked, action, by=by)
    if require is not None:
        require(locked)
    event = _write(locked, action, changes, by=by, body=body, data=data)
    submission.refresh_from_db()
    return event


def _write(  # noqa: PLR0913 - as `move`
    locked: Submission,
    action: Action,
    changes: Mapping[str, Any],
    *,
    by: User | None,
    body: str = "",
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Writes the new state, what the state brings with it, `changes`, and the `Event`."""
    before = State(locked.state)
    target = TRANSITIONS[action].target_of(locked)
    fields = {
        "state": target,
        **_of_queue(locked, target),
        **_of_verdict(locked, target, changes),
        **changes,
    }
    for field, value in fields.items():
        setattr(locked, field, value)
    locked.save(update_fields=list(fields))
    return Event.objects.create(
        submission=locked,
        kind=EventKind(action.value),
        actor=by,
        from_state=before,
        to_state=locked.state,
        body=body,
        data=dict(data or {}),
    )


def _of_queue(locked: Submission, target: State) -> dict[str, Any]:
    """Work that joins the queue is nobody's, and undecided.

    What comes back from a reviewer keeps its place; everything else joins at the end.
    """
    if target not in State.queued():
        return {}
    keeps_place = locked.state in (State.IN_REVIEW, State.EXPLAINING)
    return {
        "queued_at": locked.queued_at if keeps_place else timezone.now(),
        "reviewer": None,
        "claimed_at": None,
        "claim_expires_at": None,
        "extended_at": None,
        "decided_at": None,
        **first_offer(locked, target),
    }


def _of_verdict(
    locked: Submission, target: State, changes: Mapping[str, Any]
) -> dict[str, Any]:
    """A verdict that was sent and not told goes with the reviewer, and with the state."""
    stays = target == State.IN_REVIEW and "reviewer" not in changes
    if stays or not locked.is_decided():
        return {}
    return {"verdict_due_at": None, "pending_verdict": {}}


def lock_person(person: User) -> None:
    """Until the transaction ends, others who hold this person wait.

    For rules about several rows of one person: reviews in hand, open submissions. Always
    before `lock_submission()`, so that two can never wait for each other. Rows that only point to the
    person may be written meanwhile (no_key).
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


def lock_submission(submission: Submission) -> Submission:
    """The row as it is now, held until the transaction ends.

    A claim whose time is up is put back into the queue first: whoever comes next, the
    clock included, finds it free.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "lock_submission() needs a transaction"
        )
    locked = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    if locked.claim_expired():
        holder = {"reviewer": locked.reviewer_id}
        _write(locked, Action.EXPIRE, {}, by=None, data=holder)
    return locked


def check_allowed(submission: Submission, action: Action, *, by: User | None) -> None:
    """Raises unless the state, the person and every guard allow the action."""
    if submission.state not in TRANSITIONS[action].sources:
        raise WrongState(
            _("This submission is now “%(state)s”, so “%(action)s” is not possible.")
            % {
                "state": State(submission.state).label,
                "action": action.label,
            }
        )
    if not WHO[action](by, submission):
        raise NotAllowed(_("You may not do “%(action)s”.") % {"action": action.label})
    for guard in TRANSITIONS[action].guards:
        if not guard.holds(by, submission):
            raise guard.error(guard.sentence())


def actions_for(submission: Submission, user: User) -> tuple[Action, ...]:
    """What `user` could do to it now: buttons and API actions are read off this.

    The same questions as `check_allowed` asks, so that nothing is offered and then refused.
    """
    state = submission.state_now()
    return tuple(
        action
        for action, transition in TRANSITIONS.items()
        if state in transition.sources
        and WHO[action](user, submission)
        and all(guard.holds(user, submission) for guard in transition.guards)
    )
