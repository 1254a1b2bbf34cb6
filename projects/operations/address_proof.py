"""An address belongs to the account once somebody opened a link that was sent there.

Links for a new password prove it too. To prove it otherwise takes the account's password: else
a stranger could sign up with another's address and have its owner prove it for them.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects import authentication
from projects.enums import LetterKind
from projects.errors import Incomplete, NotAllowed
from projects.models import User
from projects.operations.outbox import write_link

NOT_PROVED = gettext_lazy(
    "First verify your address: open the link in the e-mail that we sent you."
)


def ask_for_link(email: str) -> None:
    """A letter with a link, if there is an account to prove; the same answer if not."""
    write_link(LetterKind.ADDRESS, email)


def ask_for_password(email: str) -> None:
    """A letter with a link to a new password; the same answer if there is no account."""
    write_link(LetterKind.PASSWORD, email)


def prove(*, by: User, password: str) -> None:
    """`by`: who a valid link was sent to. Raises `Incomplete` for a wrong password."""
    if not by.check_password(password):
        raise Incomplete(
            _("This is not the password that the account was made with."),
            field="password",
        )
    now = timezone.now()
    # Unless the account was changed since the link was looked at.
    same = User.objects.filter(pk=by.pk, email=by.email, password=by.password)
    if not same.update(email_verified_at=now):
        raise Incomplete(_("This link was used already, or is too old."))
    by.email_verified_at = now


def choose_password(*, by: User, password: str) -> None:
    """`by`: who a valid link was sent to. Lifts the lock that wrong passwords brought."""
    by.set_password(password)
    by.email_verified_at = by.email_verified_at or timezone.now()
    by.save(update_fields=["password", "email_verified_at"])
    authentication.unlock(by.email)


@transaction.atomic
def change_address(person: User, email: str, *, by: User) -> None:
    """The new address is to be proved; until then the account can do nothing."""
    if not by.is_staff:
        raise NotAllowed(_("Only staff change addresses."))
    person.email, person.email_verified_at = email.strip().lower(), None
    person.save(update_fields=["email", "email_verified_at"])
    ask_for_link(person.email)


@transaction.atomic
def vouch(person: User, *, by: User) -> None:
    """Staff know whose address it is, and need no letter."""
    if not by.is_staff:
        raise NotAllowed(_("Only staff mark addresses as verified."))
    person.email_verified_at = person.email_verified_at or timezone.now()
    person.save(update_fields=["email_verified_at"])
