"""What every page knows: who reads it, where they may go, what is new."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from projects.enums import Theme
from projects.models import User, current, localized
from projects.site_settings import NOTICE
from projects.web.parts.addresses import readable
from projects.web.parts.top_bar import top_bar

ROOMS = {
    "projects:queue": ("projects:certifications", "projects:samples"),
    "projects:my_reviews": (
        "projects:remarks",
        "projects:quality",
        "projects:audits",
    ),
    "projects:held": ("projects:explanations",),
    "projects:cohorts": (
        *("projects:regrades", "projects:known_solutions"),
        *("projects:leads", "projects:all_changes"),
    ),
    "projects:administration": (
        *("projects:packs", "projects:site_settings", "projects:accounts"),
    ),
}
"""Pages that belong to a room of the bar, though their addresses begin otherwise."""


class _Notice:
    """Read when it is shown: an answer without a page asks for nothing."""

    def __str__(self) -> str:
        return localized(current(NOTICE))

    def __bool__(self) -> bool:
        return bool(str(self))


SITE_NOTICE = _Notice()


def page(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_authenticated:
        chosen = request.COOKIES.get("theme", "")
        theme = chosen if chosen in Theme.values else Theme.SYSTEM.value
        return {
            "nav_items": [],
            "theme": theme,
            "unread_count": 0,
            "here": readable(request),
            "site_notice": SITE_NOTICE,
        }
    return {
        "nav_items": SimpleLazyObject(lambda: _nav_items(request, user)),
        "theme": user.theme,
        "here": readable(request),
        "site_notice": SITE_NOTICE,
        "unread_count": SimpleLazyObject(lambda: top_bar(request).unread),
    }


def _nav_items(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """Rooms this person has a use for."""
    if not user.has_proved_address:
        return []
    bar, rooms, counts = top_bar(request), [], {}
    if bar.studies:
        rooms.append((_("My projects"), "projects:home", "projects"))
        rooms.append((_("Syllabus"), "projects:syllabus", "cohort"))
    if user.is_lead or user.is_staff or bar.reviews:
        rooms.append((_("Queue"), "projects:queue", "queue"))
        rooms.append((_("My reviews"), "projects:my_reviews", "review"))
    if user.is_staff or user.is_lead:
        rooms.append((_("Cohorts"), "projects:cohorts", "cohort"))
        if user.leads_everywhere:
            rooms.append((_("Workers"), "projects:workers", "gear"))
        counts["projects:held"] = bar.held + bar.explanations
        rooms.append((_("To decide"), "projects:held", "warning"))
    if user.is_staff:
        rooms.append((_("Administration"), "projects:administration", "gear"))
    return [
        {
            "label": label,
            "url": reverse(name),
            "icon": icon,
            "count": counts.get(name),
            "current": _is_in(request.path, name),
        }
        for label, name, icon in rooms
    ]


def _is_in(path: str, name: str) -> bool:
    """Whether the page is the room's first, or one that its tabs and links lead to."""
    starts = (reverse(name), *map(reverse, ROOMS.get(name, ())))
    if path in starts:
        return True
    return name != "projects:home" and path.startswith(starts)
