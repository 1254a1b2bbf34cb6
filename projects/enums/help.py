"""The words of who needs help: the rules that find them, and what leads did about it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HelpKind(TextChoices):
    """A rule. Its number and whether it is on belong to the cohort: `HelpRule`."""

    LONG_WAIT = "long_wait", _("Waiting for a review longer than promised")
    SAME_CRITERION = "same_criterion", _("Returned for the same criterion again")
    PAST_DUE = "past_due", _("Past the due date")
    SILENT = "silent", _("Inactive while something is open")
    SENT_BACK = "sent_back", _("Sent back again")
    NO_ATTEMPT = "no_attempt", _("No attempt shortly before the due date")


class MarkKind(TextChoices):
    """What a lead did about a student on the list."""

    SNOOZED = "snoozed", _("Set aside")
    WROTE = "wrote", _("Wrote to them")
    BACK = "back", _("Put back on the list")
