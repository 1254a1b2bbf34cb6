"""What an empty board tells instead of a table: how the cohort fills."""

from typing import Any

from projects.enums import InvitationState
from projects.models import Cohort


def first_steps(cohort: Cohort) -> dict[str, Any]:
    return {
        "invited": cohort.invitations.in_state(InvitationState.OPEN).count(),
        "unlinked": cohort.help_channels.filter(url="").count(),
    }
