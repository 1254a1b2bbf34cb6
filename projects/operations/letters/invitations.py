"""The letter that invites: to people who may have no account, in the language they were given.

It tells all that is open for the address: cohorts to take part in, and roles.

Dates are in the reader's zone; without an account, in that of the cohort they are invited to.
"""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from projects.enums import InvitationState
from projects.models import Invitation, RoleInvitation, User
from projects.operations import tokens
from projects.operations.letters.content import Words, link
from projects.queries.schedule import zone_of
from projects.zones import UTC_NAME, in_words, zone_named


def invitation_words(address: str, reader: User | None) -> Words | None:
    """All that is open for this address, in one letter. None: nothing is any more."""
    found = Invitation.objects.in_state(InvitationState.OPEN).filter(address=address)
    opened = list(found.select_related("cohort", "invited_by"))
    roles = list(_roles(address))
    if not opened and not roles:
        return None
    every: list[Invitation | RoleInvitation] = [*opened, *roles]
    newest = max(every, key=lambda one: one.invited_at)
    zone = zone_of(reader) if reader else zone_named(_zone(opened))
    language = reader.language if reader else newest.language
    with translation.override(language), timezone.override(zone):
        context = {
            "invitations": [
                (one, link("projects:invitation", tokens.invitation_token(one)))
                for one in opened
            ],
            "roles": [
                (one, link("projects:role_invitation", tokens.role_token(one)))
                for one in roles
            ],
            "name": newest.name,
            "until": in_words(newest.expires_at),
        }
        subject = _subject(newest)
        return Words(subject, render_to_string("letters/invitation.txt", context))


def _roles(address: str) -> QuerySet[RoleInvitation]:
    found = RoleInvitation.objects.in_state(InvitationState.OPEN).filter(
        address=address
    )
    return found.select_related("project").prefetch_related("cohorts")


def _zone(opened: Sequence[Invitation]) -> str:
    return opened[0].cohort.time_zone if opened else UTC_NAME


def _subject(newest: Invitation | RoleInvitation) -> str:
    if isinstance(newest, Invitation):
        return _("You are invited to %(cohort)s") % {"cohort": newest.cohort.title}
    if newest.project is not None:
        words = _("You are invited to review: %(project)s")
        return words % {"project": newest.project.title}
    return _("You are invited to lead a course on ReviewHub")
