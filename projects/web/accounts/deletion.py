"""Deleting one's own account: said clearly, asked for the password, then done."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.enums import State
from projects.errors import DomainError
from projects.operations import erasure
from projects.web.accounts.forms import DeleteAccountForm
from projects.web.parts.people import signed_in


@login_required
def delete_account(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = DeleteAccountForm(request, user)
    status = 200
    if form.is_valid():
        try:
            erasure.erase(user, by=user)
        except DomainError as error:
            form.add_error(None, str(error.message))
            status = error.status
        else:
            logout(request)
            messages.success(request, _("Your account is deleted."))
            return redirect("login")
    elif form.errors:
        status = 422
    context = {
        "form": form,
        "crumbs": [
            {"label": _("Account"), "url": reverse("projects:account")},
            {"label": _("Delete account"), "url": ""},
        ],
        "open_count": user.submissions.filter(state__in=State.open()).count(),
        "wrote_reviews": user.reviews.filter(published_at__isnull=False).exists(),
    }
    return render(request, "accounts/delete.html", context, status=status)
