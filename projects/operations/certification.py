"""Certifying reviewers, per project and language. Every change is kept, with who and why."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from projects.enums import CertificationState, Language
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Certification, Project, User
from projects.operations import certification_changes as changes
from projects.rules import leads_site, may_hold_certification
from projects.text_limits import CERTIFYING, fitting
from projects.workflow import lock_person

_CERTIFIED = CertificationState.CERTIFIED


def require_proved(person: User) -> None:
    """Else whoever signs up with somebody's address would get what is meant for them."""
    if not may_hold_certification(person):
        raise Incomplete(
            _(
                "%(person)s has not verified the address %(email)s yet. Certify"
                " them when they have, or mark the address as verified first."
            )
            % {"person": person.name, "email": person.email},
            field="user",
        )


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
    if state == CertificationState.WITHDRAWN:
        raise WrongState(_("Only the applicant can do this."))
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
    changes.keep(made, "", by=by, reason=reason)
    return made


@transaction.atomic
def decide(
    certification: Certification,
    *,
    by: User,
    state: CertificationState,
    reason: str,
) -> None:
    """A lead moves it to another state, or asks for more training; and says why."""
    _only_leads(by)
    reason = _given(reason)
    if state not in CertificationState.decided():
        raise WrongState(_("Only the applicant can do this."))
    if state == _CERTIFIED:
        require_proved(certification.user)
    changes.change(certification, state, by=by, reason=reason)


@transaction.atomic
def pause(certification: Certification, *, by: User, reason: str = "") -> None:
    """Reviewers pause themselves: nothing is offered to them, what they hold stays theirs."""
    _only_own(certification, by)
    if changes.locked(certification).state != _CERTIFIED:
        raise WrongState(_("Only what is certified can be paused."))
    reason = fitting(reason, CERTIFYING, "reason")
    changes.change(certification, CertificationState.PAUSED, by=by, reason=reason)


@transaction.atomic
def resume(certification: Certification, *, by: User) -> None:
    """Ends one's own pause. What a lead paused, a lead resumes."""
    _only_own(certification, by)
    last = changes.locked(certification).changes.first()
    if certification.state != CertificationState.PAUSED:
        raise WrongState(_("It is not paused."))
    if last is None or last.by_id != by.pk:
        raise NotAllowed(_("A lead paused it; ask them to resume it."))
    changes.change(certification, _CERTIFIED, by=by, reason="")


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


def noted(certification: Certification, before: str, *, by: User) -> None:
    """Keeps a change that the administration has saved: since when, who, from what."""
    if certification.state != before:
        changes.since_now(certification, before, by=by)
