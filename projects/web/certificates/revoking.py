"""Admins revoke a certificate, or give it back, with a reason."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.operations import certificates
from projects.web.certificates.access import found, is_admin
from projects.web.certificates.forms import reason_form
from projects.web.parts.people import signed_in


def _decide(
    request: HttpRequest, uid: uuid.UUID, act: Callable[..., None]
) -> HttpResponse:
    certificate = found(uid)
    if not is_admin(request):
        raise Http404
    form = reason_form(request.POST)
    if form.is_valid():
        act(certificate, by=signed_in(request), reason=form.cleaned_data["reason"])
        messages.success(request, _("Saved, with your reason."))
    else:
        messages.error(request, _("Say why."))
    return redirect("projects:certificate", uid=uid)


@require_POST
@login_required
def revoke(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    return _decide(request, uid, certificates.revoke)


@require_POST
@login_required
def restore(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    return _decide(request, uid, certificates.restore)
