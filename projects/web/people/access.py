"""Whose pages these are: those who lead the cohort; some only admins. To others they do not exist."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import Cohort, User
from projects.web.parts.leading import crumbs
from projects.web.parts.people import signed_in


def admin(request: HttpRequest) -> User:
    user = signed_in(request)
    if not user.is_staff:
        raise Http404
    return user


TABS = ("people", "invitations", "roster", "join_code", "cohort_changes")


def frame(cohort: Cohort, current: str) -> dict[str, Any]:
    """What every page of a cohort's people has around it."""
    labels = {
        "people": _("People"),
        "invitations": _("Invitations"),
        "roster": _("Roster"),
        "join_code": _("Join code"),
        "cohort_changes": _("Change log"),
    }
    tabs = [
        {
            "label": labels[name],
            "url": reverse(f"projects:{name}", args=[cohort.slug]),
            "current": name == current,
        }
        for name in TABS
    ]
    way, title = crumbs(cohort, (labels[current], "")), labels[current]
    return {"cohort": cohort, "tabs": tabs, "crumbs": way, "title": title}


def crumbs_of_person(cohort: Cohort, person: User) -> Sequence[dict[str, str]]:
    people = reverse("projects:people", args=[cohort.slug])
    return crumbs(cohort, (_("People"), people), (str(person), ""))
