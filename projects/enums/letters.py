"""Letters: what they are about, and what became of them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LetterKind(TextChoices):
    NEWS = "news", _("News of a submission")
    DIGEST = "digest", _("Daily summary")
    ADDRESS = "address", _("Link that verifies an address")
    PASSWORD = "password", _("Link for a new password")
    INVITATION = "invitation", _("Invitation to a cohort")
    MESSAGE = "message", _("Message to students")
    DATES = "dates", _("Another date for a student")
    PART = "part", _("Change of a student's part in a cohort")
    REVIEWING = "reviewing", _("News of a certification")

    @classmethod
    def of_changes(cls) -> tuple["LetterKind", ...]:
        """Those that tell a student of an entry of the audit."""
        return (cls.DATES, cls.PART)

    @property
    def may_come_twice(self) -> bool:
        """Links: better two than none. News is in the inbox as well."""
        return self in (
            LetterKind.ADDRESS,
            LetterKind.PASSWORD,
            LetterKind.INVITATION,
        )


class LetterState(TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Nobody to write to")
    CUT_OFF = "cut_off", _("Interrupted: perhaps sent")
    GIVEN_UP = "given_up", _("Given up")

    @classmethod
    def under_way(cls) -> tuple["LetterState", ...]:
        return (cls.WAITING, cls.SENDING)

    @classmethod
    def unsent(cls) -> tuple["LetterState", ...]:
        return (cls.WAITING, cls.SENDING, cls.CUT_OFF, cls.GIVEN_UP)
