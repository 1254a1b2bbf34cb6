"""The tabs that join the pages of those who review: their reviews, remarks and figures."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import User
from projects.rules import is_lead, leads_site

REVIEWS, REMARKS = "my_reviews", "remarks"
FIGURES, CRITERIA = "quality", "quality_criteria"
AUDITS = "audits"


def tabs_for(user: User, current: str) -> Sequence[dict[str, Any]]:
    rooms = [(REVIEWS, _("My reviews")), (REMARKS, _("Remarks"))]
    if leads_site(user):
        rooms += [(FIGURES, _("Reviewers")), (CRITERIA, _("Criteria"))]
    else:
        rooms.append((FIGURES, _("My figures")))
    if is_lead(user):
        rooms.append((AUDITS, _("Audits")))
    return [
        {
            "label": label,
            "url": reverse(f"projects:{name}"),
            "current": name == current,
            "count": None,
        }
        for name, label in rooms
    ]
