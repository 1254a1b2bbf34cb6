"""Refusals: what a verb raises when it will not do a thing. Each skin translates them once."""

from math import ceil

from django.utils.functional import Promise


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


class Incomplete(DomainError):
    status = 422
    code = "incomplete"


class TooMany(DomainError):
    """Too often in too short a time. `wait_s`: seconds until it is worth trying again."""

    status = 429
    code = "too_many"

    def __init__(
        self, message: str | Promise, *, wait_s: float, field: str = ""
    ) -> None:
        super().__init__(message, field=field)
        self.wait_s = max(1, ceil(wait_s))
