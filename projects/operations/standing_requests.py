"""Standing requests: opened and closed by reviewers, served by the site.

Served whenever something joins the queue (`serve`) and by the sweep (`sweep`): the work that has
waited longest goes to the reviewer who has waited longest among those who may have it.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import Action, CertificationState, State
from projects.errors import DomainError, Incomplete, NotAllowed
from projects.guards import IS_OPEN_TO_ALL
from projects.models import StandingRequest, Submission, User, WantedWork
from projects.operations.claims import check_may_hold, held_by
from projects.operations.notifications import notify_person
from projects.operations.reviews import draft_of
from projects.queries.queue import in_hand
from projects.queries.standing_requests import (
    Pair,
    candidates_for,
    oldest_for,
    that_could_be_served,
)
from projects.workflow import lock_person, move

logger = logging.getLogger(__name__)

TRIES = 5  # others serve too: after so many that came too late the sweep goes on


@transaction.atomic
def open_request(
    *, by: User, wanted: Iterable[Pair], at_once: int, total: int | None = None
) -> StandingRequest:
    """Leaves a request, or changes the one that is open, which keeps its place in line.

    Serve it at once with `serve_request()`, outside of this transaction.
    """
    pairs = set(wanted)
    _check_wishes(by, pairs, at_once, total)
    lock_person(by)
    mine = StandingRequest.objects.open().filter(reviewer=by).first()
    mine = mine or StandingRequest(reviewer=by)
    mine.reviewer, mine.at_once = by, at_once
    mine.total = None if total is None else mine.served + total  # from now on
    mine.waiting_since = _since(mine)
    is_new = mine.pk is None
    mine.save()
    if not is_new:
        mine.wanted.all().delete()
    WantedWork.objects.bulk_create(
        WantedWork(request=mine, project_id=project, language=language)
        for project, language in sorted(pairs)
    )
    return mine


def _since(request: StandingRequest) -> datetime | None:
    """Whoever has a hand free waits in line, since now if they did not before."""
    reviewer = request.reviewer
    room = min(request.at_once, reviewer.most_in_hand)
    if in_hand(reviewer).count() >= room:
        return None
    return request.waiting_since or timezone.now()


def _check_wishes(by: User, pairs: set[Pair], at_once: int, total: int | None) -> None:
    held = by.certifications.filter(state=CertificationState.CERTIFIED)
    certified = set(held.values_list("project", "language"))
    if not pairs:
        raise Incomplete(_("Choose at least one project and language."), field="wanted")
    if not by.has_proved_address or not pairs <= certified:
        raise Incomplete(
            _("You can ask only for what you are certified for."), field="wanted"
        )
    if not 1 <= at_once <= by.most_in_hand:
        raise Incomplete(
            _("You may have %(most)s in hand at once.") % {"most": by.most_in_hand},
            field="at_once",
        )
    if total is not None and total < 1:
        raise Incomplete(_("At least one."), field="total")


@transaction.atomic
def close_request(*, by: User) -> bool:
    """Ends the person's open request. What it brought stays in hand."""
    lock_person(by)
    mine = StandingRequest.objects.open().filter(reviewer=by)
    return bool(mine.update(closed_at=timezone.now(), waiting_since=None))


def serve_soon(submission: Submission) -> None:
    """Once the present transaction has written that the work waits.

    robust: a fault in here must not undo that; the sweep serves later.
    """
    transaction.on_commit(lambda: serve(submission), robust=True)


def serve(submission: Submission) -> bool:
    """Gives work that joined the queue to whoever has waited longest for such work."""
    for _try in range(TRIES):
        submission.refresh_from_db()
        if submission.state_now() not in State.queued():
            return False
        request = candidates_for(submission).select_related("reviewer").first()
        if request is None:
            return False
        given = _give(submission, request)
        if given is not None:
            return given
    return False


def serve_request(request: StandingRequest) -> int:
    """Gives a request what waits already, as much as the hands hold. Returns how many."""
    served = 0
    for _try in range(TRIES):
        if request.closed_at is not None or request.waiting_since is None:
            break
        oldest = oldest_for(request)
        if oldest is None:
            break
        served += bool(_give(oldest, request))
    return served


def sweep() -> int:
    """Notes whose hands have become free or full, then serves all that can be served."""
    for request in _of_changed_hands():
        _look_again(request)
    return sum(map(_serve_one_each, that_could_be_served().select_related("reviewer")))


def _serve_one_each(request: StandingRequest) -> int:
    """One at a time and person: who is next in line comes before anybody's second."""
    oldest = oldest_for(request)
    return int(bool(oldest and _give(oldest, request)))


def _of_changed_hands() -> list[StandingRequest]:
    rows = StandingRequest.objects.open()
    free = rows.filter(waiting_since=None).with_room()
    full = rows.filter(waiting_since__isnull=False).without_room()
    return [*free, *full]


def _look_again(request: StandingRequest) -> None:
    """Reads it anew, and notes whether the reviewer has a hand free now."""
    with transaction.atomic():
        lock_person(request.reviewer)
        request.refresh_from_db()
        if request.closed_at is None:
            request.waiting_since = _since(request)
            request.save(update_fields=["waiting_since"])


def _give(submission: Submission, request: StandingRequest) -> bool | None:
    """Moves it into the reviewer's hands. None: the request is not first any more, look again.

    The person is locked before the submission, as when they claim: their hands are counted and
    their request is read as it is now.
    """
    reviewer = request.reviewer

    def require(locked: Submission) -> None:
        check_may_hold(reviewer, locked)
        if locked.is_kept_for_another(reviewer):
            raise NotAllowed(IS_OPEN_TO_ALL.sentence())

    try:
        with transaction.atomic():
            lock_person(reviewer)
            mine = StandingRequest.objects.open().filter(
                pk=request.pk,
                waiting_since=request.waiting_since,
                served=request.served,
                at_once=request.at_once,
                total=request.total,
            )
            if request.waiting_since is None or not mine.exists():
                request.refresh_from_db()
                return None
            event = move(
                submission,
                Action.SERVE_REQUEST,
                by=None,
                require=require,
                data={"reviewer": reviewer.pk, "request": request.pk},
                **held_by(reviewer),
            )
            draft_of(submission, reviewer)
            _count(request)
            notify_person(event, reviewer)
            return True
    except DomainError as refusal:
        logger.info("Standing request %s was not served: %s", request.pk, refusal)
        _look_again(request)
        return None


def _count(request: StandingRequest) -> None:
    """Back to the end of the line, out of it while the hands are full, or done."""
    request.served += 1
    request.waiting_since = None
    if request.is_filled():
        request.closed_at = timezone.now()
    else:
        request.waiting_since = _since(request)
    request.save(update_fields=["served", "waiting_since", "closed_at"])
