"""The tabs that join the pages of those who review: their reviews and remarks."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import User

REVIEWS, REMARKS = "my_reviews", "remarks"


def tabs_for(user: User, current: str) -> Sequence[dict[str, Any]]:
    rooms = [(REVIEWS, _("My reviews")), (REMARKS, _("Remarks"))]
    return [
        {
            "label": label,
            "url": reverse(f"projects:{name}"),
            "current": name == current,
            "count": None,
        }
        for name, label in rooms
    ]
