"""The reader's bar: read once for a request, when something first asks for it."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest

from projects.queries.top_bar import TopBar, top_bar_of
from projects.web.parts.people import signed_in
from projects.zones import zone_named


def top_bar(request: HttpRequest) -> TopBar:
    """As a rule it is the page that asks, after the view has done what it does."""
    found: TopBar | None = getattr(request, "top_bar", None)
    if found is None:
        found = top_bar_of(signed_in(request))
        request.top_bar = found  # type: ignore[attr-defined]
    return found


def zone_of_reader(request: HttpRequest) -> ZoneInfo:
    """The one they chose, else that of their newest cohort: as `queries.schedule.zone_of`."""
    chosen = signed_in(request).time_zone
    return zone_named(chosen or top_bar(request).time_zone)
