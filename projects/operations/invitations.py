"""Invitations: a letter with a link that opens a cohort, for one person."""

from collections.abc import Iterable
from typing import Protocol

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import text_limits
from projects.enums import AuditKind, EnrolmentState, InvitationState, LetterKind
from projects.errors import Incomplete, WrongState
from projects.models import Cohort, Enrolment, Invitation, User
from projects.models.joining import VALID_FOR
from projects.operations import audit, outbox, reasons
from projects.operations.enrolment import require_good_password, require_seat

PORTION = 500  # rows of one INSERT


class Named(Protocol):
    @property
    def email(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str: ...


@transaction.atomic
def invite(  # noqa: PLR0913 - one per field of the form
    cohort: Cohort, *, by: User, address: str, name: str, language: str, reason: str
) -> Invitation:
    """One that expired or was revoked is renewed."""
    reasons.require_lead(cohort, by)
    reason, address = reasons.given(reason), address.strip().lower()
    name = text_limits.fitting(name, text_limits.NAME, "name")
    require_seat(cohort)
    _may_be_invited(cohort, address)
    made, _created = Invitation.objects.update_or_create(
        cohort=cohort,
        address=address,
        defaults={
            "name": name,
            "language": language,
            "invited_by": by,
            "invited_at": timezone.now(),
            "expires_at": timezone.now() + VALID_FOR,
            "revoked_at": None,
        },
    )
    _note(AuditKind.INVITED, made, by, reason)
    outbox.write_link(LetterKind.INVITATION, address)
    return made


def _may_be_invited(cohort: Cohort, address: str) -> None:
    account = User.objects.filter(email=address).first()
    if account is not None and not account.is_active:
        raise Incomplete(
            _("The account with this address is deactivated."), field="address"
        )
    if cohort.enrolments.filter(student__email=address).exists():
        raise Incomplete(_("They are or were in this cohort."), field="address")
    there = cohort.invitations.filter(address=address).first()
    if there is not None and there.state == InvitationState.ACCEPTED:
        raise Incomplete(_("This invitation was accepted."), field="address")
    if there is not None and there.state == InvitationState.OPEN:
        raise Incomplete(
            _("They are invited already: send the e-mail again from the list."),
            field="address",
        )


def invite_many(cohort: Cohort, people: Iterable[Named], *, by: User) -> None:
    """For a roster, inside its transaction: who is here was looked at by the caller."""
    now = timezone.now()
    rows = [
        Invitation(
            cohort=cohort,
            address=one.email,
            name=one.name,
            language=one.language,
            invited_by=by,
            invited_at=now,
            expires_at=now + VALID_FOR,
        )
        for one in people
    ]
    Invitation.objects.bulk_create(
        rows,
        batch_size=PORTION,
        update_conflicts=True,  # those that had expired
        unique_fields=["cohort", "address"],
        update_fields=["name", "language", "invited_by", "invited_at", "expires_at"],
    )
    outbox.write_links(LetterKind.INVITATION, [row.address for row in rows])


@transaction.atomic
def send_again(invitation: Invitation, *, by: User, reason: str) -> None:
    """A fresh letter and a new end, also after it had expired."""
    locked = _locked(invitation, by)
    if locked.state not in (InvitationState.OPEN, InvitationState.EXPIRED):
        raise WrongState(_("This invitation was accepted or revoked."))
    if locked.state == InvitationState.EXPIRED:
        require_seat(locked.cohort)
    locked.expires_at = timezone.now() + VALID_FOR
    locked.save(update_fields=["expires_at"])
    _note(AuditKind.INVITED, locked, by, reasons.given(reason))
    outbox.write_link(LetterKind.INVITATION, locked.address)


@transaction.atomic
def revoke(invitation: Invitation, *, by: User, reason: str) -> None:
    """Its links, however many letters brought them, open nothing any more."""
    locked = _locked(invitation, by)
    if locked.state == InvitationState.ACCEPTED:
        raise WrongState(_("They have joined already."))
    if locked.state == InvitationState.REVOKED:
        raise WrongState(_("This invitation was accepted or revoked."))
    locked.revoked_at = timezone.now()
    locked.save(update_fields=["revoked_at"])
    _note(AuditKind.INVITATION_REVOKED, locked, by, reasons.given(reason))


def _locked(invitation: Invitation, by: User) -> Invitation:
    reasons.require_lead(invitation.cohort, by)
    return _held(invitation)


def _held(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.select_related("cohort").select_for_update(of=("self",))
    return rows.get(pk=invitation.pk)


def _note(kind: AuditKind, invitation: Invitation, by: User, reason: str) -> None:
    """Names nobody: an entry stays when the person is erased."""
    audit.record(
        kind,
        by=by,
        cohort=invitation.cohort,
        reason=reason,
        data={"invitation": invitation.pk},
    )


# --- the invited person's side ------------------------------------------------------------


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> Enrolment:
    """With an account that is there, perhaps under another address than the letter's."""
    locked = _held(invitation)
    if locked.state != InvitationState.OPEN:
        raise WrongState(_("This invitation is no longer open."))
    if not locked.cohort.is_open:
        raise WrongState(_("This cohort takes no new students."))
    there = locked.cohort.enrolments.filter(student=by).first()
    if there is not None and there.state not in (
        EnrolmentState.ACTIVE,
        EnrolmentState.PAUSED,
    ):
        raise WrongState(
            _("You have left this cohort. Those who lead it can take you back.")
        )
    if there is None:
        require_seat(locked.cohort, for_invited=True)
        there = Enrolment.objects.create(cohort=locked.cohort, student=by)
    locked.accepted_at, locked.person = timezone.now(), by
    locked.save(update_fields=["accepted_at", "person"])
    audit.record(
        AuditKind.JOINED,
        by=by,
        cohort=locked.cohort,
        person=by,
        data={"invitation": locked.pk},
    )
    return there


def accept_as_new(
    invitation: Invitation, *, name: str, password: str, language: str
) -> User:
    """Makes the account; the link has proved its address.

    Somebody may have signed up with the address and never proved it: then the account is the
    invited person's, as it is with a link for a new password.
    """
    email = invitation.address
    require_good_password(password, email=email, name=name)
    hashed = make_password(password)  # slow on purpose: before the transaction
    with transaction.atomic():
        person = claim_account(email, name=name, hashed=hashed, language=language)
        accept(invitation, by=person)
    return person


def claim_account(email: str, *, name: str, hashed: str, language: str) -> User:
    """The account of whoever has a letter to this address; the letter has proved it."""
    person = User.objects.select_for_update().filter(email=email).first()
    if person is not None and (person.has_proved_address or not person.is_active):
        raise WrongState(_("There is an account with this address: sign in."))
    person = person or User(email=email)
    person.name = text_limits.fitting(name, text_limits.NAME, "name")
    person.password, person.language = hashed, language
    person.email_verified_at = timezone.now()
    person.save()
    return person
