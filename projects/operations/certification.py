"""Certifying reviewers."""

from django.utils.translation import gettext as _

from projects.errors import Incomplete
from projects.models import User
from projects.rules import may_hold_certification


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
