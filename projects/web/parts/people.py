"""The signed-in person."""

from django.http import HttpRequest

from projects.models import User


def signed_in(request: HttpRequest) -> User:
    """The user of a request behind `login_required`."""
    if not isinstance(request.user, User):
        raise TypeError("signed_in() belongs behind login_required")
    return request.user
