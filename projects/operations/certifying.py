"""Certifying reviewers."""

from django.db import transaction
from django.utils.translation import gettext as _

from projects.enums import CertificationState
from projects.errors import Incomplete, NotAllowed
from projects.models import Certification, Project, User
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


@transaction.atomic
def certify(
    person: User, project: Project, state: CertificationState, *, by: User
) -> Certification:
    if not by.is_staff:
        raise NotAllowed(_("Only staff certify reviewers."))
    require_proved(person)
    return Certification.objects.update_or_create(
        user=person, project=project, defaults={"state": state}
    )[0]
