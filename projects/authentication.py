"""Passwords are compared here, and how often: the site's, the admin's and the API's sign-in alike.

Tries are counted before anything is hashed, since hashing is slow on purpose. They count for
the account and for the network they come from. Somebody who types wrong passwords for another
person's account therefore shuts that account, for others: a browser in which its owner signed in
before has a count of its own, and so has one in which they chose a new password by e-mail.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import get_hashers, identify_hasher
from django.core import signing
from django.http import HttpRequest, HttpResponse

from projects import throttles
from projects.errors import TooOften
from projects.models import User

COOKIE = "known"
_SALT = "projects.authentication.known"
A_YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True)
class Attempt:
    """A password typed for `email`, from a network and perhaps a browser that is known."""

    email: str
    network: str = ""
    browser: str = ""

    @classmethod
    def of(cls, request: HttpRequest | None, email: str) -> "Attempt":
        email = email.strip().lower()
        if request is None:
            return cls(email)
        return cls(email, throttles.client_address(request), _browser(request, email))

    def counts(self) -> Iterator[tuple[str, str]]:
        """Scopes and keys. The network first: one that is refused locks no accounts."""
        if self.browser:
            yield "sign_in", f"browser {self.browser}"
            return
        if self.network:
            yield "sign_in_from", self.network
        yield "sign_in", f"account {self.email}"

    def succeeded(self) -> None:
        """Only wrong passwords count, so a whole class may sign in from one network."""
        for scope, key in self.counts():
            if scope == "sign_in":
                throttles.clear(scope, key)
            else:
                throttles.forgive(scope, key)


def begin(request: HttpRequest | None, email: str) -> Attempt:
    """Counts a try before the password is compared. Raises `TooOften`."""
    attempt = Attempt.of(request, email)
    try:
        for scope, key in attempt.counts():
            throttles.check(scope, key)
    except TooOften as refusal:
        mark_refused(request, refusal)
        raise
    return attempt


def unlock(email: str) -> None:
    """The owner of the address is back: what others typed wrong no longer counts."""
    throttles.clear("sign_in", f"account {email.strip().lower()}")


class PasswordBackend(ModelBackend):
    """Django's, with counted tries, for active people whose address is proved.

    An account that is not proved answers as a wrong password does: else signing up with
    somebody's address and then signing in would tell whether they have an account.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        email = username if username is not None else kwargs.get("email")
        if email is None or password is None:
            return None
        attempt = begin(request, email)
        algorithm = _algorithm_of(attempt.email)
        user = super().authenticate(request, username=email, password=password)
        if user is None or not user.has_proved_address:
            _spend_the_same_time(password, algorithm)
            return None
        attempt.succeeded()
        return user


def _algorithm_of(email: str) -> str:
    """What Django will compare with: for an address without a password, a new hash."""
    stored = User.objects.filter(email=email).values_list("password", flat=True)
    try:
        hasher = identify_hasher(stored.first() or "")
    except ValueError:
        hasher = get_hashers()[0]
    return str(hasher.algorithm)


def _spend_the_same_time(password: str, algorithm: str) -> None:
    """Hashes with every other algorithm that some account still has.

    Passwords hashed before the algorithm was changed take another time to compare, until their
    owners sign in again. An unknown address would answer faster than theirs, and so be told.
    """
    for hasher in get_hashers():
        others = User.objects.filter(password__startswith=f"{hasher.algorithm}$")
        if hasher.algorithm != algorithm and others.exists():
            hasher.encode(password, hasher.salt())


def mark_refused(request: HttpRequest | None, refusal: TooOften) -> None:
    """The answer is a 429 (see the middleware), though a form shows the sentence."""
    if request is not None:
        request.too_many = refusal  # type: ignore[attr-defined]


def remember_browser(response: HttpResponse, user: User) -> None:
    """The cookie says: the owner of this account was here. It signs nobody in."""
    known = signing.dumps([user.email, secrets.token_urlsafe(12)], salt=_SALT)
    response.set_cookie(
        COOKIE,
        known,
        max_age=A_YEAR_S,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _browser(request: HttpRequest, email: str) -> str:
    """What tells this browser from others of the account's owner; empty: not known."""
    try:
        owner, number = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=A_YEAR_S
        )
    except (signing.BadSignature, ValueError):
        return ""
    return str(number) if owner == email else ""
