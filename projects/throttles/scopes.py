"""The table of limits: what is counted, how often it may be, and what a refusal says."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from limits import RateLimitItem, parse_many

MINUTE_S, HOUR_S = 60, 3600


@dataclass(frozen=True)
class Scope:
    """`rates` in the notation of `limits`; several together make the wait grow.

    `words` says what was refused; `%(wait)s` in it becomes "3 minutes".
    """

    rates: str
    words: Promise

    def items(self) -> list[RateLimitItem]:
        return parse_many(self.rates)

    def sentence(self, wait_s: float) -> str:
        return str(self.words) % {"wait": wait_in_words(wait_s)}


# The key is in brackets. "_from": the visitor's network address, see clients.py. Whoever sits
# behind one address shares its limit, so those are wide enough for a class that signs up.
SCOPES: Mapping[str, Scope] = MappingProxyType(
    {
        # Wrong passwords, for one account (its address) or from one known browser.
        "sign_in": Scope(
            "5/minute;20/hour;50/day",
            _(
                "There were too many wrong passwords for this account. Try again in "
                "%(wait)s, or choose a new password through “Forgotten your password?”: "
                "that unlocks the account for you at once."
            ),
        ),
        "sign_in_from": Scope(
            "30/minute;200/hour",
            _(
                "There were too many wrong passwords from your network. "
                "Try again in %(wait)s."
            ),
        ),
        # Forms of sign-up that were right so far.
        "sign_up_from": Scope(
            "60/hour;300/day",
            _("Too many people signed up from your network. Try again in %(wait)s."),
        ),
        # Wrong codes only.
        "codes_from": Scope(
            "10/minute;60/hour;200/day",
            _(
                "There were too many wrong codes from your network. "
                "Try again in %(wait)s."
            ),
        ),
        # Letters that visitors ask for: links for a new password or to prove an address.
        "letters_to": Scope(
            "3/10minute;10/day",
            _(
                "E-mails are on their way to this address already. Look there, "
                "in the spam folder too, or ask again in %(wait)s."
            ),
        ),
        "letters_from": Scope(
            "60/hour;300/day",
            _(
                "Too many e-mails were asked for from your network. Try again "
                "in %(wait)s."
            ),
        ),
        # Replies under comments, by one person.
        "replies": Scope(
            "10/10minute;60/day",
            _("These are many replies. Yours is kept here: send it in %(wait)s."),
        ),
        # Messages to students of cohorts, by one person.
        "messages": Scope(
            "10/10minute;60/day",
            _("These are many messages. Yours is kept here: send it in %(wait)s."),
        ),
        # Texts shown while they are written, by one person: one after each pause in typing.
        "preview": Scope(
            "120/minute;3000/hour",
            _("These are too many previews. Try again in %(wait)s."),
        ),
        # What one person types into the search of remarks.
        "remarks": Scope(
            "240/minute;5000/hour",
            _("These are too many searches. Try again in %(wait)s."),
        ),
        # Requests to the API by one person.
        "api": Scope(
            "300/minute;6000/hour",
            _("These are too many requests. Try again in %(wait)s."),
        ),
    }
)


def wait_in_words(seconds: float) -> str:
    """Rounded up: whoever waits that long is let in."""
    if seconds <= MINUTE_S:
        count = max(1, ceil(seconds))
        words = ngettext("%(n)d second", "%(n)d seconds", count)
    elif seconds <= HOUR_S:
        count = ceil(seconds / MINUTE_S)
        words = ngettext("%(n)d minute", "%(n)d minutes", count)
    else:
        count = ceil(seconds / HOUR_S)
        words = ngettext("%(n)d hour", "%(n)d hours", count)
    return words % {"n": count}
