"""What an admin changes of a project: each a form of its own, with a reason."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.errors import DomainError
from projects.models import Project
from projects.operations import projects as operations
from projects.operations.calibrations.attaching import attach, remove
from projects.web.packs.forms import CalibrationForm, ChangeForm, CloseForm, OpenForm
from projects.web.packs.one import way_to
from projects.web.parts.administering import admin_of
from projects.web.parts.reasons import ReasonForm

UNPROCESSABLE = 422


@login_required
def change(request: HttpRequest, slug: str) -> HttpResponse:
    user, project = admin_of(request), get_object_or_404(Project, slug=slug)
    form = ChangeForm(project, _sent(request))

    def carry_out() -> str:
        changed = operations.change(
            project,
            by=user,
            title=form.title(),
            order=form.cleaned_data["order"],
            reason=form.cleaned_data["reason"],
        )
        return (
            _("Saved.") if changed else _("Nothing changed: it is like that already.")
        )

    lead = _("What equals the pack’s follows it when the pack is installed again.")
    return _answer(request, project, form, carry_out, (_("Title and place"), lead, ""))


@login_required
def hand_ins(request: HttpRequest, slug: str) -> HttpResponse:
    """Closes the project, or opens it again."""
    user, project = admin_of(request), get_object_or_404(Project, slug=slug)
    if project.closed_at is not None:
        return _open(request, project)
    form = CloseForm(project, _sent(request))

    def carry_out() -> str:
        operations.close(
            project, by=user, words=form.words(), reason=form.cleaned_data["reason"]
        )
        return _("Closed: no hand-ins are taken until you open it.")

    lead = _(
        "Uploads are refused before anything is read, and no attempt is counted. Work that is here "
        "goes on. Without words of yours, students read that it takes no hand-ins at the moment."
    )
    title = _("Close to hand-ins")
    return _answer(request, project, form, carry_out, (title, lead, title))


def _open(request: HttpRequest, project: Project) -> HttpResponse:
    user, form = admin_of(request), OpenForm(_sent(request))

    def carry_out() -> str:
        operations.reopen(project, by=user, reason=form.cleaned_data["reason"])
        return _("Open: hand-ins are taken where a cohort has come to it.")

    title = _("Open to hand-ins")
    return _answer(request, project, form, carry_out, (title, "", title))


@login_required
def calibration(request: HttpRequest, slug: str) -> HttpResponse:
    user, project = admin_of(request), get_object_or_404(Project, slug=slug)
    files = request.FILES if request.method == "POST" else None
    form = CalibrationForm(_sent(request), files)

    def carry_out() -> str:
        given = form.cleaned_data
        attach(project, by=user, data=given["report"].read(), reason=given["reason"])
        return _("Attached.")

    lead = _("What `python -m workers calibrate` found on past submissions.")
    title = _("Attach a calibration")
    return _answer(request, project, form, carry_out, (title, lead, title))


@login_required
def calibration_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    user, project = admin_of(request), get_object_or_404(Project, slug=slug)
    report = get_object_or_404(project.calibrations.select_related("project"), pk=pk)
    form = ReasonForm(_sent(request))

    def carry_out() -> str:
        remove(report, by=user, reason=form.cleaned_data["reason"])
        return _("Removed.")

    lead = ngettext(
        "It was made on %(n)s past submission on %(date)s. The page then shows the report that was "
        "attached before it, if there is one. Grading is not touched.",
        "It was made on %(n)s past submissions on %(date)s. The page then shows the report that was "
        "attached before it, if there is one. Grading is not touched.",
        report.figures["submissions"],
    ) % {
        "n": report.figures["submissions"],
        "date": date_format(report.made_at, "DATE_FORMAT"),
    }
    title = _("Remove this calibration")
    return _answer(request, project, form, carry_out, (title, lead, title))


def _sent(request: HttpRequest) -> object:
    return request.POST if request.method == "POST" else None


def _answer(
    request: HttpRequest,
    project: Project,
    form: forms.Form,
    carry_out: Callable[[], str],
    said: tuple[str, str, str],
) -> HttpResponse:
    """`carry_out` is called with a valid form; `said` are title, lead and button of the page."""
    if form.is_valid():
        try:
            messages.success(request, carry_out())
        except DomainError as error:
            field = error.field if error.field in form.fields else None
            form.add_error(field, str(error.message))
        else:
            return redirect("projects:pack", slug=project.slug)
    title, lead, verb = said
    context = {
        "crumbs": way_to(project, (title, "")),
        "project": project,
        "form": form,
        "title": title,
        "lead": lead,
        "verb": verb,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "packs/change.html", context, status=status)
