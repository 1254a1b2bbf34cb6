"""The tabs that join what waits for a lead: work held up by a fault of ours, and explanations."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import User
from projects.queries.explanations import waiting_count
from projects.queries.held import held_count

HELD, EXPLANATIONS = "held", "explanations"


def tabs_for(user: User, current: str) -> Sequence[dict[str, Any]]:
    rooms = (
        (HELD, _("Held up by us"), held_count(user)),
        (EXPLANATIONS, _("Explanations"), waiting_count(user)),
    )
    return [
        {
            "label": label,
            "url": reverse(f"projects:{name}"),
            "current": name == current,
            "count": count or None,
        }
        for name, label, count in rooms
    ]
