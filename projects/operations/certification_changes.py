"""One step of a certification: the state, its history, what it gives back, and who is told."""

from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import CertificationState
from projects.errors import WrongState
from projects.models import (
    Certification,
    CertificationChange,
    StandingRequest,
    Submission,
    User,
    WantedWork,
)
from projects.operations.notifications import notify_of_certification

_TRAINING = CertificationState.TRAINING


def locked(certification: Certification) -> Certification:
    """Refreshed, and held until the transaction ends: two deciders come one after the other."""
    rows = Certification.objects.select_for_update(no_key=True)
    certification.state = rows.get(pk=certification.pk).state
    return certification


def change(
    certification: Certification, state: CertificationState, *, by: User, reason: str
) -> None:
    """To another state; training may be asked for again, which is told and kept like the rest."""
    before = locked(certification).state
    if before == state != _TRAINING:
        raise WrongState(
            _("This certification is “%(state)s” already.") % {"state": state.label}
        )
    certification.state = state
    certification.save(update_fields=["state"])
    since_now(certification, before, by=by, reason=reason)


def since_now(
    certification: Certification, before: str, *, by: User, reason: str = ""
) -> None:
    """Keeps a change of state that is saved: since when, from what, by whom, and why."""
    if certification.state != before:
        certification.since = timezone.now()
        certification.save(update_fields=["since"])
    keep(certification, before, by=by, reason=reason)
    if before == CertificationState.CERTIFIED:
        _offer_to_others(certification)


def keep(certification: Certification, before: str, *, by: User, reason: str) -> None:
    """One row of the history. Its holder is told what somebody else did."""
    made = CertificationChange.objects.create(
        certification=certification,
        by=by,
        from_state=before,
        to_state=certification.state,
        reason=reason,
    )
    notify_of_certification(made)


def _offer_to_others(lost: Certification) -> None:
    """Nothing waits for who may not claim it: no resubmission, no standing request."""
    pair = {"project": lost.project_id, "language": lost.language}
    Submission.objects.filter(offered_first_to=lost.user_id, **pair).update(
        offered_first_to=None, offered_until=None
    )
    mine = StandingRequest.objects.open().filter(reviewer=lost.user_id)
    WantedWork.objects.filter(request__in=mine, **pair).delete()
    mine.filter(wanted=None).update(closed_at=timezone.now(), waiting_since=None)
