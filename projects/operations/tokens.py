"""What links in letters carry: a person, and proof that the letter was for them."""

from typing import Any

from django.contrib.auth.tokens import (
    PasswordResetTokenGenerator,
    default_token_generator,
)
from django.core import signing
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

from projects.models import Invitation, RoleInvitation, User

PASSWORD_TOKENS = default_token_generator


class AddressTokens(PasswordResetTokenGenerator):
    """Valid for `PASSWORD_RESET_TIMEOUT`: for this address and password, until it is used."""

    key_salt = "projects.operations.tokens.address"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.email_verified_at}"


ADDRESS_TOKENS = AddressTokens()


STOP_SALT = "projects.operations.tokens.stop_letters"


def stop_token(user: User, topic: str) -> str:
    """For the link that ends letters about a topic. It opens nothing else, and stays valid."""
    return signing.dumps([user.pk, topic], salt=STOP_SALT)


def stopped_by(token: str) -> tuple[User, str] | None:
    """Whose letters about what. None: the link is wrong, or the account is gone."""
    try:
        number, topic = signing.loads(token, salt=STOP_SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=number, is_active=True).first()
    return (user, topic) if user else None


INVITATION_SALT = "projects.operations.tokens.invitation"


def invitation_token(invitation: Invitation) -> str:
    """For the link that lets in whoever has it, once, while the invitation is open."""
    given = [invitation.pk, invitation.address]
    return signing.dumps(given, salt=INVITATION_SALT)


def invited_by_token(token: str) -> Invitation | None:
    """None: the link is wrong, or the invitation is gone. Whether it is open is not asked."""
    try:
        number, address = signing.loads(token, salt=INVITATION_SALT)
    except signing.BadSignature:
        return None
    rows = Invitation.objects.select_related("cohort")
    return rows.filter(pk=number, address=address).first()


ROLE_SALT = "projects.operations.tokens.role_invitation"


def role_token(invitation: RoleInvitation) -> str:
    """For the link with which the account of this address takes up a role, once."""
    return signing.dumps([invitation.pk, invitation.address], salt=ROLE_SALT)


def role_by_token(token: str) -> RoleInvitation | None:
    """As `invited_by_token`."""
    try:
        number, address = signing.loads(token, salt=ROLE_SALT)
    except signing.BadSignature:
        return None
    rows = RoleInvitation.objects.select_related("project", "invited_by")
    return rows.filter(pk=number, address=address).first()


def named(user: User) -> str:
    """The person as a part of a link."""
    return urlsafe_base64_encode(force_bytes(user.pk))


def whose_address(name: str, token: str) -> User | None:
    """Who may prove their address with this link. None: it is wrong, used or too old."""
    try:
        number = int(urlsafe_base64_decode(name))
    except ValueError:
        return None
    user = User.objects.filter(pk=number, is_active=True).first()
    return user if user and ADDRESS_TOKENS.check_token(user, token) else None
