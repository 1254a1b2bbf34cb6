"""Refusals: what a verb raises when it will not do a thing. Each skin translates them once."""

from datetime import timedelta
from math import ceil

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal with a stable code, an HTTP status, and words for the person who asked."""

    status = 400
    code = "refused"

    def __init__(self, message: str | Promise, *, field: str = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field  # the form field to show it beside; empty: the whole form


class NotAllowed(DomainError):
    status = 403
    code = "not_allowed"


class WrongState(DomainError):
    status = 409
    code = "wrong_state"


class Stale(DomainError):
    """What is being saved was made from something that has been saved again since."""

    status = 409
    code = "stale"


class Incomplete(DomainError):
    status = 422
    code = "incomplete"


class TooOften(DomainError):
    """Possible again after `wait`."""

    status = 429
    code = "too_often"

    def __init__(
        self, message: str | Promise, *, wait: timedelta, field: str = ""
    ) -> None:
        super().__init__(message, field=field)
        self.wait_s = max(1, ceil(wait.total_seconds()))  # what Retry-After says


BUSY = _("The site is busy just now. Nothing was lost: try again in a few seconds.")


class Busy(DomainError):
    """Not now, for no fault of what was asked, and nothing of it was stored."""

    status = 503
    code = "busy"
    retry_s = 10  # what Retry-After says
