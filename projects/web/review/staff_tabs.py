"""The tabs that join what waits for a lead: work held up by a fault of ours, and explanations."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.web.parts.top_bar import top_bar

HELD, EXPLANATIONS = "held", "explanations"


def tabs_for(request: HttpRequest, current: str) -> Sequence[dict[str, Any]]:
    bar = top_bar(request)
    rooms = (
        (HELD, _("On hold"), bar.held),
        (EXPLANATIONS, _("Explanations"), bar.explanations),
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
