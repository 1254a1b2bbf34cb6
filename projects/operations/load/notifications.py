"""Events of those submissions, and what students were told of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from projects.enums import EventKind, LetterKind, LetterState, State
from projects.models import Event, Letter, Notification, User
from projects.operations.load.people import BATCH
from projects.operations.load.submissions import Told

UNREAD_FOR = timedelta(hours=20)
VERDICTS = {
    State.APPROVED: EventKind.APPROVE,
    State.CHANGES_REQUESTED: EventKind.REQUEST_CHANGES,
    State.DISPUTED: EventKind.REQUEST_CHANGES,
    State.UNREVIEWABLE: EventKind.CANNOT_REVIEW,
}
TOLD = (EventKind.FAIL_CHECKS, *VERDICTS.values())


def notify(told: Sequence[Told], now: datetime) -> None:
    events = Event.objects.bulk_create(
        (event for one in told for event in _events(one)), batch_size=BATCH
    )
    students = {one.submission.pk: one.submission.student for one in told}
    news = [event for event in events if event.kind in TOLD]
    Notification.objects.bulk_create(
        (
            Notification(
                recipient=students[event.submission_id],
                event=event,
                read_at=event.at if now - event.at > UNREAD_FOR else None,
            )
            for event in news
        ),
        batch_size=BATCH,
    )
    Letter.objects.bulk_create(
        (
            Letter(
                kind=LetterKind.NEWS,
                address=students[event.submission_id].email,
                recipient=students[event.submission_id],
                event=event,
                state=LetterState.SENT,
                tries=1,
                created_at=event.at,
                next_try_at=event.at,
                sent_at=event.at,
            )
            for event in news
        ),
        batch_size=BATCH,
    )


def _events(one: Told) -> Iterator[Event]:
    attempt, row = one.attempt, one.submission
    student, reviewer = row.student, one.reviewer

    def event(
        kind: EventKind, actor: User | None, at: datetime, before: str, after: str
    ) -> Event:
        return Event(
            submission=row,
            kind=kind,
            actor=actor,
            at=at,
            from_state=before,
            to_state=after,
        )

    yield event(EventKind.SUBMITTED, student, attempt.handed_in_at, "", State.CHECKING)
    checks = _of_checks(one)
    if checks is None:
        return
    kind, after = checks
    yield event(kind, None, attempt.checked_at, State.CHECKING, after)
    waits = State.AWAITING_REVIEW
    if attempt.state == State.WITHDRAWN and attempt.decided_at:
        at = attempt.decided_at
        yield event(EventKind.WITHDRAW, student, at, waits, State.WITHDRAWN)
    if attempt.claimed_at is None:
        return
    yield event(EventKind.CLAIM, reviewer, attempt.claimed_at, waits, State.IN_REVIEW)
    if attempt.decided_at is None:
        return
    verdict = VERDICTS[attempt.state]
    is_disputed = attempt.state == State.DISPUTED
    reached = State.CHANGES_REQUESTED if is_disputed else attempt.state
    yield event(verdict, reviewer, attempt.decided_at, State.IN_REVIEW, reached)
    if is_disputed:
        at = attempt.decided_at + timedelta(minutes=20)
        yield event(EventKind.DISPUTE, student, at, reached, State.DISPUTED)


def _of_checks(one: Told) -> tuple[EventKind, State] | None:
    state = one.attempt.state
    if state == State.CHECKING:
        return None
    if state == State.HELD:
        return EventKind.HOLD_CHECKS, State.HELD
    if state == State.RETURNED:
        return EventKind.FAIL_CHECKS, State.RETURNED
    return EventKind.PASS_CHECKS, State.AWAITING_REVIEW
