"""The way to everything that admins look after, and what is out of the ordinary now."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import Project, current, localized
from projects.queries.hand_ins import site_closed_words
from projects.site_settings import GRADING_PAUSED, NOTICE
from projects.web.parts.administering import admin_of
from projects.web.parts.status_line import StatusLine


@dataclass(frozen=True)
class Door:
    icon: str
    label: str
    words: str
    name: str  # of the address

    @property
    def url(self) -> str:
        return reverse(self.name)


@login_required
def administration(request: HttpRequest) -> HttpResponse:
    admin_of(request)
    context = {
        "doors": _doors(),
        "unusual": _unusual(),
        "status_line": _status_line(),
    }
    return render(request, "administration/overview.html", context)


def _unusual() -> Sequence[tuple[str, str]]:
    """What students notice of what an admin switched: words, and the page where it is changed."""
    found = []
    if site_closed_words():
        found.append((_("No hand-ins are taken."), "hand-ins"))
    if current(GRADING_PAUSED):
        found.append(
            (_("Grading is paused: work waits in its order."), "grading-paused")
        )
    if words := localized(current(NOTICE)):
        found.append((_("Every page says: %(words)s") % {"words": words}, "notice"))
    rows = [
        (words, reverse("projects:site_setting", args=[name])) for words, name in found
    ]
    closed = Project.objects.filter(closed_at__isnull=False)
    said = _("“%(title)s” takes no hand-ins.")
    rows += [
        (said % {"title": one.title}, reverse("projects:pack", args=[one.slug]))
        for one in closed
    ]
    return rows


def _status_line() -> StatusLine:
    if site_closed_words() or current(GRADING_PAUSED):
        return StatusLine("yours", _("Something is switched off: see below."))
    return StatusLine("done", _("Hand-ins are taken, and grading runs."))


def _doors() -> Sequence[Door]:
    return [
        Door(
            "projects",
            _("Projects and packs"),
            _("Which version grades, how it was calibrated, regrades; open and close."),
            "projects:packs",
        ),
        Door(
            "gear",
            _("Settings"),
            _(
                "Limits, times and switches that hold at once, and the notice on every page."
            ),
            "projects:site_settings",
        ),
        Door(
            "cohort",
            _("Cohorts"),
            _("Plans, people, boards, statistics, and who needs help."),
            "projects:cohorts",
        ),
        Door(
            "search",
            _("People"),
            _(
                "Everybody with an account: find one, verify an address, deactivate an account."
            ),
            "projects:accounts",
        ),
        Door(
            "people",
            _("Leads and their cohorts"),
            _("Who leads every cohort, and who some."),
            "projects:leads",
        ),
        Door(
            "review",
            _("Certifications"),
            _("Who may review which project, and who applied."),
            "projects:certifications",
        ),
        Door(
            "play",
            _("Workers"),
            _("What they do now, and runs that an error on our side stopped."),
            "projects:workers",
        ),
        Door(
            "inbox",
            _("E-mails that have not left"),
            _("What waits for the mail server, and what was given up."),
            "projects:unsent_letters",
        ),
        Door(
            "clock",
            _("Change log"),
            _("Every change, with who, when and why."),
            "projects:all_changes",
        ),
    ]
