"""The letter that invites: to people who may have no account, in the language they were given.

Dates are in the reader's zone; without an account, in that of the cohort they are invited to.
"""

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from projects.enums import InvitationState
from projects.models import Invitation, User
from projects.operations import tokens
from projects.operations.letters.content import Words, link
from projects.queries.schedule import zone_of
from projects.zones import in_words, zone_named


def invitation_words(address: str, reader: User | None) -> Words | None:
    """All that is open for this address, in one letter. None: nothing is any more."""
    found = Invitation.objects.in_state(InvitationState.OPEN).filter(address=address)
    opened = list(found.select_related("cohort", "invited_by"))
    if not opened:
        return None
    newest = opened[0]
    zone = zone_of(reader) if reader else zone_named(newest.cohort.time_zone)
    language = reader.language if reader else newest.language
    with translation.override(language), timezone.override(zone):
        context = {
            "invitations": [
                (one, link("projects:invitation", tokens.invitation_token(one)))
                for one in opened
            ],
            "name": newest.name,
            "until": in_words(newest.expires_at),
        }
        subject = _("You are invited to %(cohort)s") % {"cohort": newest.cohort.title}
        return Words(subject, render_to_string("letters/invitation.txt", context))
