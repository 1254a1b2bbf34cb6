"""Inviting somebody to lead or to review who has no account, or none whose address is proved.

Whoever has such an account gets the role at once, by `leading` and `certification`. Here it is given
in the name of who invited them, when they accept; if that person may no longer give it, it is not.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import text_limits
from projects.enums import (
    AuditKind,
    CertificationState,
    InvitationState,
    InvitedRole,
    Language,
    LetterKind,
)
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import Cohort, Project, RoleInvitation, User
from projects.models.joining import VALID_FOR
from projects.operations import audit, certification, leading, outbox, reasons
from projects.operations.enrolment import require_good_password
from projects.operations.invitations import claim_account
from projects.rules import may_invite_to


@dataclass(frozen=True)
class Invited:
    """To whom the letter goes."""

    address: str
    name: str
    language: str


@transaction.atomic
def invite_lead(
    invited: Invited,
    *,
    by: User,
    everywhere: bool,
    cohorts: Collection[Cohort],
    reason: str,
) -> RoleInvitation:
    if not everywhere and not cohorts:
        raise Incomplete(_("Choose cohorts, or every cohort."), field="cohorts")
    row = RoleInvitation(role=InvitedRole.LEAD, everywhere=everywhere)
    made = _invite(row, invited, by, reason)
    made.cohorts.set(() if everywhere else cohorts)
    return made


@transaction.atomic
def invite_reviewer(  # noqa: PLR0913 - one per field of the form
    invited: Invited,
    *,
    by: User,
    project: Project,
    languages: Collection[str],
    state: CertificationState,
    reason: str,
) -> RoleInvitation:
    if not languages:
        raise Incomplete(_("Choose at least one language."), field="languages")
    row = RoleInvitation(
        role=InvitedRole.REVIEWER,
        project=project,
        languages=[str(Language(one)) for one in languages],
        state_given=state,
    )
    return _invite(row, invited, by, reason)


def _invite(
    row: RoleInvitation, invited: Invited, by: User, reason: str
) -> RoleInvitation:
    """In place of one that has expired."""
    _require_right(row.role, by)
    row.reason = reasons.given(text_limits.fitting(reason, text_limits.CERTIFYING))
    row.address = invited.address.strip().lower()
    row.name = text_limits.fitting(invited.name, text_limits.NAME, "name")
    if not row.name:
        raise Incomplete(_("Say how to address them in the e-mail."), field="name")
    row.language, row.invited_by = Language(invited.language), by
    account = User.objects.select_for_update().filter(email=row.address).first()
    if account is not None and not account.is_active:
        words = _("The account with this address is deactivated.")
        raise Incomplete(words, field="email")
    if account is not None and account.has_proved_address:
        words = _("They have an account: give it to them at once.")
        raise Incomplete(words, field="email")
    alike = RoleInvitation.objects.select_for_update().filter(
        role=row.role, address=row.address, project=row.project
    )
    waiting = alike.filter(accepted_at=None, revoked_at=None).first()
    if waiting is not None and waiting.is_open:
        words = _("They are invited already: send the e-mail again from the list.")
        raise Incomplete(words, field="email")
    alike.filter(accepted_at=None, revoked_at=None).delete()
    row.save()
    _note(AuditKind.ROLE_INVITED, row, by, row.reason)
    outbox.write_link(LetterKind.INVITATION, row.address)
    return row


@transaction.atomic
def send_again(invitation: RoleInvitation, *, by: User, reason: str) -> None:
    """A fresh letter and a new end, also after it had expired."""
    locked = _locked(invitation, by)
    locked.expires_at = timezone.now() + VALID_FOR
    locked.save(update_fields=["expires_at"])
    _note(AuditKind.ROLE_INVITED, locked, by, reasons.given(reason))
    outbox.write_link(LetterKind.INVITATION, locked.address)


@transaction.atomic
def revoke(invitation: RoleInvitation, *, by: User, reason: str) -> None:
    """Its links, however many letters brought them, open nothing any more."""
    locked = _locked(invitation, by)
    locked.revoked_at = timezone.now()
    locked.save(update_fields=["revoked_at"])
    _note(AuditKind.ROLE_REVOKED, locked, by, reasons.given(reason))


def _locked(invitation: RoleInvitation, by: User) -> RoleInvitation:
    _require_right(invitation.role, by)
    locked = _held(invitation)
    if locked.state not in (InvitationState.OPEN, InvitationState.EXPIRED):
        raise WrongState(_("This invitation was accepted or revoked."))
    return locked


def _held(invitation: RoleInvitation) -> RoleInvitation:
    rows = RoleInvitation.objects.select_related("project", "invited_by")
    return rows.select_for_update(of=("self",)).get(pk=invitation.pk)


def _require_right(role: str, by: User) -> None:
    if not may_invite_to(by, role):
        raise NotAllowed(
            _("Only admins say who leads what.")
            if role == InvitedRole.LEAD
            else _("Only leads decide on certifications.")
        )


def _note(kind: AuditKind, row: RoleInvitation, by: User, reason: str) -> None:
    """Names nobody: an entry stays when the person is erased."""
    data = {"role_invitation": row.pk, "role": row.role}
    audit.record(kind, by=by, person=row.person, reason=reason, data=data)


# --- the invited person's side ------------------------------------------------------------


@transaction.atomic
def accept(invitation: RoleInvitation, *, by: User) -> None:
    """Only with the account of the address: a letter that is passed on gives nobody a role."""
    locked = _held(invitation)
    if not locked.is_open:
        raise WrongState(_("This invitation is no longer open."))
    if by.email != locked.address or not by.has_proved_address:
        words = _("This invitation is for the account with the address %(address)s.")
        raise NotAllowed(words % {"address": locked.address})
    inviter = locked.invited_by
    if not inviter.is_active or not may_invite_to(inviter, locked.role):
        raise WrongState(
            _(
                "Who invited you may no longer give this. Ask those who look after the site."
            )
        )
    _give(locked, by)
    locked.accepted_at, locked.person = timezone.now(), by
    locked.save(update_fields=["accepted_at", "person"])
    _note(AuditKind.ROLE_ACCEPTED, locked, by, "")


def _give(row: RoleInvitation, person: User) -> None:
    if row.role == InvitedRole.LEAD:
        _make_lead(row, person)
        return
    if row.project is None:
        raise WrongState(_("This invitation is no longer open."))
    held = person.certifications.filter(project=row.project)
    there = set(held.values_list("language", flat=True))
    for language in row.languages:
        if language not in there:  # somebody gave it to them meanwhile
            certification.give(
                person,
                by=row.invited_by,
                project=row.project,
                language=Language(language),
                state=CertificationState(row.state_given),
                reason=row.reason,
            )


def _make_lead(row: RoleInvitation, person: User) -> None:
    """Adds to what they lead already, if somebody gave them something meanwhile."""
    cohorts = {*row.cohorts.all()}
    if not row.everywhere and not cohorts:
        raise WrongState(_("The cohorts of this invitation are gone."))
    if person.is_lead and not person.leads_all_cohorts:
        cohorts |= set(Cohort.objects.filter(leads__lead=person))
    leading.set_lead(
        person,
        by=row.invited_by,
        leads=True,
        everywhere=row.everywhere or (person.is_lead and person.leads_all_cohorts),
        cohorts=list(cohorts),
        reason=row.reason,
    )


def accept_as_new(
    invitation: RoleInvitation, *, name: str, password: str, language: str
) -> User:
    """Makes the account; the link has proved its address."""
    email = invitation.address
    require_good_password(password, email=email, name=name)
    hashed = make_password(password)  # slow on purpose: before the transaction
    with transaction.atomic():
        person = claim_account(email, name=name, hashed=hashed, language=language)
        accept(invitation, by=person)
    return person
