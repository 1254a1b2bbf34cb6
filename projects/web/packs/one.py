"""One project: what grades it and since when, how that was calibrated, and what may be changed."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.enums import AuditKind
from projects.models import AuditEntry, Project, Regrade, User, localized
from projects.queries import packs as reads
from projects.queries.calibrations import Figures, last_report
from projects.queries.packs import OnDisk, kept
from projects.web.packs.listing import state_counts
from projects.web.packs.words import share
from projects.web.parts.administering import admin_of, crumbs
from projects.web.parts.project_words import change_words
from projects.web.parts.status_line import StatusLine

NEWEST = 10  # regrades and changes that are shown


@login_required
def pack(request: HttpRequest, slug: str) -> HttpResponse:
    user = admin_of(request)
    project = get_object_or_404(Project, slug=slug)
    disk, _as_of = kept(f"disk:{slug}", lambda: reads.on_disk(slug))
    counted, as_of = kept("work", reads.work_by_state)
    graded, _as_of = kept(f"graded:{slug}", lambda: reads.versions_that_graded(project))
    overruled, _as_of = kept(f"over:{slug}", lambda: reads.most_overruled(project))
    context = {
        "crumbs": way_to(project),
        "project": project,
        "status_line": _status_line(project),
        "since": reads.installations().get(project.pk),
        "closed_words": localized(project.closed_text),
        "states": state_counts(counted.get(project.pk, {})),
        "as_of": as_of,
        "graded": graded,
        "overruled": overruled,
        **_on_disk(project, disk),
        **_calibration(project),
        **_happened(user, project),
    }
    return render(request, "packs/pack.html", context)


def way_to(project: Project, *more: tuple[str, str]) -> list[dict[str, str]]:
    here = reverse("projects:pack", args=[project.slug]) if more else ""
    packs = (_("Projects and packs"), reverse("projects:packs"))
    return crumbs(packs, (project.title, here), *more)


def _status_line(project: Project) -> StatusLine:
    if project.announced:
        return StatusLine("done", _("Announced: its pack is not complete yet."))
    if project.closed_at is not None:
        return StatusLine(
            "yours", _("Closed: no hand-ins are taken until you open it.")
        )
    return StatusLine(
        "done", _("Open: hand-ins are taken where a cohort has come to it.")
    )


def _on_disk(project: Project, disk: OnDisk) -> dict[str, Any]:
    candidate = disk.candidate if disk.candidate != project.pack_digest else ""
    return {
        "exemplars": disk.exemplars,
        "is_missing": not disk.installed,
        "differs": disk.installed if disk.installed != project.pack_digest else "",
        "candidate": candidate[:8],
        "is_candidate_installed": bool(disk.candidate) and not candidate,
    }


def _calibration(project: Project) -> dict[str, Any]:
    report = last_report(project)
    if report is None:
        return {"report": None}
    figures = Figures.parse(report.figures)
    good, bad = figures.known_good, figures.known_bad
    return {
        "report": report,
        "figures": figures,
        "is_of_another_version": report.digest != project.pack_digest,
        "version": report.digest[:8],
        "agreement": share(figures.agreeing, figures.compared),
        "false_rejects": share(figures.false_rejects, good) if good else "",
        "false_accepts": share(figures.false_accepts, bad) if bad else "",
    }


def _happened(user: User, project: Project) -> dict[str, Any]:
    regrades = Regrade.objects.visible_to(user).filter(project=project)
    entries = AuditEntry.objects.filter(project=project).select_related("actor")
    return {
        "regrades": regrades.select_related("cohort")[:NEWEST],
        "changes": [
            (one, AuditKind(one.kind).label, change_words(one.data))
            for one in entries[:NEWEST]
        ],
    }
