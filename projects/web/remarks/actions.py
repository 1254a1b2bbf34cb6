"""What is done to a remark: kept, changed, deleted, offered, taken into a project's."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.errors import DomainError
from projects.models import Remark, User
from projects.operations import remarks
from projects.placeholders import PLACEHOLDERS
from projects.queries.own_words import words_at
from projects.rules import may_change_remark
from projects.web.remarks.access import remark_for, review_staff
from projects.web.remarks.forms import RemarkForm

UNPROCESSABLE = 422
FROM = re.compile(r"(comment|criterion|review)-([0-9]{1,9})")


@login_required
def keep(request: HttpRequest) -> HttpResponse:
    """A new one; `?from=comment-17` fills in what the reader wrote there."""
    user = review_staff(request)
    if request.method != "POST":
        return _form(request, RemarkForm(by=user, initial=_initial(request, user)))
    form = RemarkForm(request.POST, by=user)
    if form.is_valid():
        try:
            remarks.keep(form.words(), by=user)
        except DomainError as error:
            form.add_error(_field(form, error), str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("projects:remarks")
    return _form(request, form, status=UNPROCESSABLE)


def _initial(request: HttpRequest, user: User) -> dict[str, str]:
    asked = FROM.fullmatch(request.GET.get("from", ""))
    words = words_at(user, asked[1], int(asked[2])) if asked else None
    if words is None:
        return {"language": user.language}
    return {
        "body": words.body,
        "language": words.submission.language,
        "project": words.submission.project.slug,
    }


@login_required
def change(request: HttpRequest, remark: int) -> HttpResponse:
    user, found = review_staff(request), remark_for(request, remark)
    if request.method != "POST" or not may_change_remark(user, found):
        initial = {
            "body": found.body,
            "language": found.language,
            "project": found.project.slug if found.project else "",
        }
        form = RemarkForm(by=user, initial=initial)
        status = 200 if request.method != "POST" else 403
        return _form(request, form, found, status=status)
    form = RemarkForm(request.POST, by=user)
    if form.is_valid():
        try:
            remarks.change(found, form.words(), by=user)
        except DomainError as error:
            form.add_error(_field(form, error), str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("projects:remarks")
    return _form(request, form, found, status=UNPROCESSABLE)


def _field(form: RemarkForm, error: DomainError) -> str | None:
    return error.field if error.field in form.fields else None


def _form(
    request: HttpRequest,
    form: RemarkForm,
    remark: Remark | None = None,
    status: int = 200,
) -> HttpResponse:
    editable = remark is None or may_change_remark(review_staff(request), remark)
    context = {
        "form": form,
        "remark": remark,
        "editable": editable,
        "placeholders": PLACEHOLDERS.items(),
    }
    return render(request, "remarks/remark.html", context, status=status)


@require_POST
@login_required
def delete(request: HttpRequest, remark: int) -> HttpResponse:
    remarks.delete(remark_for(request, remark), by=review_staff(request))
    messages.success(request, _("Deleted."))
    return redirect("projects:remarks")


@require_POST
@login_required
def offer(request: HttpRequest, remark: int) -> HttpResponse:
    offered = request.POST.get("offered") == "yes"
    found, user = remark_for(request, remark), review_staff(request)
    remarks.offer(found, by=user, offered=offered)
    messages.success(
        request, _("Offered to the leads.") if offered else _("No longer offered.")
    )
    return redirect("projects:remarks")


@require_POST
@login_required
def promote(request: HttpRequest, remark: int) -> HttpResponse:
    remarks.promote(remark_for(request, remark), by=review_staff(request))
    messages.success(request, _("It is among the project's remarks now."))
    return redirect("projects:remarks")
