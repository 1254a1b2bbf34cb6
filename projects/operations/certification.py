"""Certifying reviewers, per project and language. Every change is kept, with who and why."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import CertificationState, Language
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import (
    Certification,
    CertificationChange,
    Project,
    StandingRequest,
    Submission,
    User,
    WantedWork,
)
from projects.rules import leads_site, may_hold_certification
from projects.text_limits import CERTIFYING, fitting
from projects.workflow import lock_person

_APPLIED, _CERTIFIED = CertificationState.APPLIED, CertificationState.CERTIFIED


def require_proved(person: User) -> None:
    """Else whoever signs up with somebody's address would get what is meant for them."""
    if not may_hold_certification(person):
        raise Incomplete(
            _(
                "%(person)s has not proved the address %(email)s yet. Certify them when "
                "they have, or vouch for the address first."
            )
            % {"person": person.name, "email": person.email},
            field="user",
        )


@transaction.atomic
def apply(
    *, by: User, project: Project, language: Language, reason: str = ""
) -> Certification:
    """Somebody asks to review a project's work in a language; a lead decides."""
    reason = fitting(reason, CERTIFYING, "reason")
    require_proved(by)
    if project.announced:
        raise WrongState(_("This project is not open yet."))
    return _begin(by, project, language, _APPLIED, by=by, reason=reason)


@transaction.atomic
def give(  # noqa: PLR0913 - whom, for what, and why
    person: User,
    *,
    by: User,
    project: Project,
    language: Language,
    state: CertificationState,
    reason: str,
) -> Certification:
    """A lead enters somebody who has not applied."""
    _only_leads(by)
    reason = _given(reason)
    require_proved(person)
    return _begin(person, project, language, state, by=by, reason=reason)


def _begin(  # noqa: PLR0913 - as `give`
    person: User,
    project: Project,
    language: Language,
    state: CertificationState,
    *,
    by: User,
    reason: str,
) -> Certification:
    try:
        with transaction.atomic():
            made = Certification.objects.create(
                user=person, project=project, language=language, state=state
            )
    except IntegrityError as error:
        raise WrongState(
            _("There is a certification for this project and language already.")
        ) from error
    _keep(made, "", by=by, reason=reason)
    return made


@transaction.atomic
def decide(
    certification: Certification,
    *,
    by: User,
    state: CertificationState,
    reason: str,
) -> None:
    """A lead moves it to any other state, and says why."""
    _only_leads(by)
    reason = _given(reason)
    if state == _CERTIFIED:
        require_proved(certification.user)
    _change(certification, state, by=by, reason=reason)


@transaction.atomic
def pause(certification: Certification, *, by: User, reason: str = "") -> None:
    """Reviewers pause themselves: nothing is offered to them, what they hold stays theirs."""
    _only_own(certification, by)
    if _locked(certification).state != _CERTIFIED:
        raise WrongState(_("Only what is certified can be paused."))
    reason = fitting(reason, CERTIFYING, "reason")
    _change(certification, CertificationState.PAUSED, by=by, reason=reason)


@transaction.atomic
def resume(certification: Certification, *, by: User) -> None:
    """Ends one's own pause. What a lead paused, a lead resumes."""
    _only_own(certification, by)
    last = _locked(certification).changes.first()
    if certification.state != CertificationState.PAUSED:
        raise WrongState(_("It is not paused."))
    if last is None or last.by_id != by.pk:
        raise NotAllowed(_("A lead paused it; ask them to resume it."))
    _change(certification, _CERTIFIED, by=by, reason="")


@transaction.atomic
def limit_hands(person: User, *, by: User, most: int | None) -> None:
    """How many reviews somebody may hold at once. None: as many as the site allows."""
    if by.pk != person.pk:
        _only_leads(by)
    if most is not None and most < 1:
        raise Incomplete(_("At least one."), field="most")
    lock_person(person)
    User.objects.filter(pk=person.pk).update(reviews_in_hand=most)
    person.reviews_in_hand = most


def _only_leads(by: User) -> None:
    if not leads_site(by):
        raise NotAllowed(_("Only leads decide on certifications."))


def _only_own(certification: Certification, by: User) -> None:
    if certification.user_id != by.pk:
        raise NotAllowed(_("This certification is somebody else's."))


def _given(reason: str) -> str:
    reason = fitting(reason, CERTIFYING, "reason")
    if not reason:
        raise Incomplete(_("Say why."), field="reason")
    return reason


def _locked(certification: Certification) -> Certification:
    """Refreshed, and held until the transaction ends: two deciders come one after the other."""
    rows = Certification.objects.select_for_update(no_key=True)
    certification.state = rows.get(pk=certification.pk).state
    return certification


def _change(
    certification: Certification, state: CertificationState, *, by: User, reason: str
) -> None:
    before = _locked(certification).state
    if before == state:
        raise WrongState(
            _("This certification is “%(state)s” already.") % {"state": state.label}
        )
    certification.state, certification.since = state, timezone.now()
    certification.save(update_fields=["state", "since"])
    _keep(certification, before, by=by, reason=reason)
    if before == _CERTIFIED:
        _offer_to_others(certification)


def _keep(
    certification: Certification, before: str, *, by: User | None, reason: str
) -> None:
    CertificationChange.objects.create(
        certification=certification,
        by=by,
        from_state=before,
        to_state=certification.state,
        reason=reason,
    )


def noted(certification: Certification, before: str, *, by: User) -> None:
    """Keeps a change that the administration has saved: since when, who, from what."""
    if certification.state == before:
        return
    certification.since = timezone.now()
    certification.save(update_fields=["since"])
    _keep(certification, before, by=by, reason="")
    if before == _CERTIFIED:
        _offer_to_others(certification)


def _offer_to_others(lost: Certification) -> None:
    """Nothing waits for who may not claim it: no resubmission, no standing request."""
    pair = {"project": lost.project_id, "language": lost.language}
    Submission.objects.filter(offered_first_to=lost.user_id, **pair).update(
        offered_first_to=None, offered_until=None
    )
    mine = StandingRequest.objects.open().filter(reviewer=lost.user_id)
    WantedWork.objects.filter(request__in=mine, **pair).delete()
    mine.filter(wanted=None).update(closed_at=timezone.now(), waiting_since=None)
