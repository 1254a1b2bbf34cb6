"""What admins change of somebody's account: the address vouched for, shut, opened again."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import AuditKind
from projects.errors import NotAllowed, WrongState
from projects.models import User
from projects.operations import address_proof, audit, reasons
from projects.workflow import lock_person

VERIFIED, SHUT, OPENED = "verified", "shut", "opened"


@transaction.atomic
def change(person: User, to: str, *, by: User, reason: str) -> None:
    """`to`: one of the above. Raises `WrongState` where nothing would change."""
    if not by.is_staff:
        raise NotAllowed(_("Only admins may do this."))
    reason = reasons.given(reason)
    lock_person(person)
    person.refresh_from_db()
    if person.erased_at is not None:
        raise WrongState(_("This account was deleted before."))
    _CHANGES[to](person, by)
    data = {"after": to}
    audit.record(
        AuditKind.ACCOUNT_CHANGED, by=by, person=person, reason=reason, data=data
    )


def _verify(person: User, by: User) -> None:
    if person.has_proved_address:
        raise WrongState(_("This address is verified already."))
    address_proof.vouch(person, by=by)


def _shut(person: User, by: User) -> None:
    """Their sessions end with the next page; work, reviews and letters' rows stay."""
    if person.pk == by.pk:
        raise NotAllowed(_("Another admin has to do this to your own account."))
    if not person.is_active:
        raise WrongState(_("This account is deactivated already."))
    _set_active(person, active=False)


def _open(person: User, by: User) -> None:
    if person.is_active:
        raise WrongState(_("This account is active."))
    _set_active(person, active=True)


def _set_active(person: User, *, active: bool) -> None:
    person.is_active = active
    person.save(update_fields=["is_active"])


_CHANGES: Mapping[str, Callable[[User, User], None]] = MappingProxyType(
    {VERIFIED: _verify, SHUT: _shut, OPENED: _open}
)
