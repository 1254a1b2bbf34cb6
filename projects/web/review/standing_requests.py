"""A reviewer's standing request: the form that leaves one, and how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from projects.enums import CertificationState
from projects.errors import DomainError
from projects.models import Certification, StandingRequest, User
from projects.operations import standing_requests
from projects.queries.standing_requests import (
    Pair,
    expected_service,
    open_request_of,
    place_of,
)
from projects.rules import is_reviewer
from projects.web.parts.people import signed_in


@dataclass(frozen=True)
class Standing:
    """How a request stands: None as the place means that the hands are full."""

    request: StandingRequest
    wanted: list[str]
    place: int | None
    wait: timedelta | None
    left: int | None  # how many more, where it ends by itself


def standing_of(request: StandingRequest | None) -> Standing | None:
    if request is None:
        return None
    place = place_of(request)
    return Standing(
        request,
        wanted=[
            f"{one.project.title} · {one.get_language_display()}"
            for one in request.wanted.all()
        ],
        place=place,
        wait=expected_service(request, place) if place is not None else None,
        left=request.total - request.served if request.total is not None else None,
    )


class RequestForm(forms.Form):
    wanted = forms.MultipleChoiceField(
        label=gettext_lazy("The next of"), widget=forms.CheckboxSelectMultiple
    )
    at_once = forms.TypedChoiceField(
        label=gettext_lazy("In hand at once, at most"), coerce=int
    )
    total = forms.IntegerField(
        label=gettext_lazy("How many in all"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=gettext_lazy("Empty: until you close the request."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        certified: Sequence[Certification],
        most: int,
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        wanted, at_once = self.fields["wanted"], self.fields["at_once"]
        if isinstance(wanted, forms.MultipleChoiceField):
            wanted.choices = [
                (
                    _key(one.project_id, one.language),
                    f"{one.project.title} · {one.get_language_display()}",
                )
                for one in certified
            ]
        if isinstance(at_once, forms.TypedChoiceField):
            at_once.choices = [(n, str(n)) for n in range(1, most + 1)]

    def pairs(self) -> list[Pair]:
        keys = (key.partition("-") for key in self.cleaned_data["wanted"])
        return [(int(project), language) for project, _dash, language in keys]


def _key(project: int, language: str) -> str:
    return f"{project}-{language}"


def _form_for(user: User, data: Any = None) -> RequestForm:
    certified = list(
        user.certifications.filter(state=CertificationState.CERTIFIED).select_related(
            "project"
        )
    )
    mine = open_request_of(user)
    wanted = mine.wanted.all() if mine else certified
    left = mine.total - mine.served if mine and mine.total is not None else None
    initial = {
        "wanted": [_key(one.project_id, one.language) for one in wanted],
        "at_once": mine.at_once if mine else 1,
        "total": left,
    }
    return RequestForm(
        data, certified=certified, most=user.most_in_hand, initial=initial
    )


@login_required
def standing_request(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not is_reviewer(user):
        raise Http404
    if request.method == "POST":
        form = _form_for(user, request.POST)
        if form.is_valid() and _leave(request, user, form):
            return redirect("projects:queue")
        status = 422
    else:
        form, status = _form_for(user), 200
    context = {"form": form, "standing": standing_of(open_request_of(user))}
    return render(request, "review/standing_request.html", context, status=status)


def _leave(request: HttpRequest, user: User, form: RequestForm) -> bool:
    try:
        mine = standing_requests.open_request(
            by=user,
            wanted=form.pairs(),
            at_once=form.cleaned_data["at_once"],
            total=form.cleaned_data["total"],
        )
    except DomainError as refusal:
        form.add_error(refusal.field or None, str(refusal.message))
        return False
    served = standing_requests.serve_request(mine)
    if served:
        words = ngettext(
            "%(n)s review is in your hands now.",
            "%(n)s reviews are in your hands now.",
            served,
        )
        messages.success(request, words % {"n": served})
    else:
        messages.success(
            request,
            _("Your request is open. You are told when it brings you a review."),
        )
    return True


@require_POST
@login_required
def close_standing_request(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not is_reviewer(user):
        raise Http404
    standing_requests.close_request(by=user)
    messages.success(request, _("The request is closed. What you hold stays yours."))
    return redirect("projects:queue")
