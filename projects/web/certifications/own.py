"""One's own certifications: what one reviews, applying, pausing, how many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects import site_settings
from projects.enums import CertificationState
from projects.errors import Incomplete
from projects.models import Certification, User, current
from projects.operations import applications, certification
from projects.operations.notifications import mark_certifications_read
from projects.queries.certifications import (
    applies_again_at,
    may_apply_again,
    may_apply_for,
    of_person,
)
from projects.queries.training import NONE, Agreement, agreements
from projects.web.certifications.forms import ApplyForm, LimitForm
from projects.web.parts.people import signed_in


@dataclass(frozen=True)
class OwnRow:
    """One certification on its holder's page."""

    row: Certification
    agreement: Agreement
    again_at: datetime | None  # before, a declined application cannot be made again


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Opening it marks read what leads decided: all of it stands here."""
    mark_certifications_read(by=signed_in(request))
    return _page(request, signed_in(request))


def _page(
    request: HttpRequest, user: User, status: int = 200, **forms: Any
) -> HttpResponse:
    certifications = list(of_person(user))
    reviews = any(
        one.state in (CertificationState.CERTIFIED, CertificationState.PAUSED)
        for one in certifications
    )
    context = {
        "rows": _rows(certifications),
        "reviews": reviews,
        "apply_form": ApplyForm(open_for=may_apply_for(user)),
        "limit_form": limit_form(user),
        "me": user,
        **forms,
    }
    return render(request, "certifications/mine.html", context, status=status)


def _rows(certifications: Sequence[Certification]) -> list[OwnRow]:
    """In two queries, however many they are."""
    judged = agreements(one.pk for one in certifications)
    return [
        OwnRow(
            one,
            judged.get(one.pk, NONE),
            None
            if one.state != CertificationState.DECLINED or may_apply_again(one)
            else applies_again_at(one),
        )
        for one in certifications
    ]


def limit_form(person: User, data: Any = None) -> LimitForm:
    return LimitForm(
        data,
        site=current(site_settings.REVIEWS_IN_HAND),
        present=person.reviews_in_hand,
    )


@require_POST
@login_required
def apply(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = ApplyForm(request.POST, open_for=may_apply_for(user))
    if not form.is_valid():
        return _page(request, user, 422, apply_form=form)
    try:
        applications.apply(
            by=user,
            project=form.chosen_project(),
            languages=form.chosen_languages(),
            reason=form.cleaned_data["reason"],
        )
    except Incomplete as error:
        field = error.field if error.field in form.fields else None
        form.add_error(field, str(error.message))
        return _page(request, user, 422, apply_form=form)
    messages.success(request, _("You have applied. A lead decides."))
    return redirect("projects:my_certifications")


@require_POST
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    applications.withdraw(_own(request, pk), by=signed_in(request))
    messages.success(request, _("Withdrawn. You may apply again at any time."))
    return redirect("projects:my_certifications")


@require_POST
@login_required
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    certification.pause(_own(request, pk), by=signed_in(request))
    messages.success(request, _("Paused: nothing of it is offered to you."))
    return redirect("projects:my_certifications")


@require_POST
@login_required
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    certification.resume(_own(request, pk), by=signed_in(request))
    messages.success(request, _("You review it again."))
    return redirect("projects:my_certifications")


def _own(request: HttpRequest, pk: int) -> Certification:
    return get_object_or_404(Certification, pk=pk, user=signed_in(request))


@require_POST
@login_required
def limit(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = limit_form(user, request.POST)
    if not form.is_valid():
        return _page(request, user, 422, limit_form=form)
    certification.limit_hands(user, by=user, most=form.cleaned_data["most"])
    messages.success(request, _("Saved."))
    return redirect("projects:my_certifications")
