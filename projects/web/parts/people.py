"""The signed-in person, and whether they review."""

from django.http import HttpRequest

from projects.enums import CertificationState
from projects.models import User


def signed_in(request: HttpRequest) -> User:
    """The user of a request behind `login_required`."""
    if not isinstance(request.user, User):
        raise TypeError("signed_in() belongs behind login_required")
    return request.user


def is_reviewer(user: User) -> bool:
    """Whether they hold a certification for any project."""
    return user.certifications.filter(state=CertificationState.CERTIFIED).exists()
