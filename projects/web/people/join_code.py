"""The code of a cohort: what it is, renewing it, switching it off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from projects.operations import join_codes
from projects.web.parts.leading import led_cohort
from projects.web.parts.people import signed_in
from projects.web.people.access import frame
from projects.web.people.forms import CodeForm

UNPROCESSABLE = 422


@login_required
def join_code(request: HttpRequest, slug: str) -> HttpResponse:
    user, cohort = signed_in(request), led_cohort(request, slug)
    data = request.POST if request.method == "POST" else None
    form = CodeForm(data, cohort=cohort)
    if form.is_valid():
        change, reason = form.cleaned_data["change"], form.cleaned_data["reason"]
        if change == CodeForm.RENEW:
            join_codes.renew(cohort, by=user, reason=reason)
            messages.success(request, _("The cohort has a new code."))
        else:
            on = change == CodeForm.ON
            join_codes.switch(cohort, by=user, on=on, reason=reason)
            messages.success(request, _("Saved."))
        return redirect("projects:join_code", slug=slug)
    context = {**frame(cohort, "join_code"), "form": form}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "people/join_code.html", context, status=status)
