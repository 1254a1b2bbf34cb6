"""One invitation to lead or to review: sent again, or revoked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from projects.enums import InvitedRole
from projects.errors import DomainError
from projects.models import RoleInvitation
from projects.operations import role_invitations
from projects.rules import may_invite_to
from projects.web.parts.people import signed_in
from projects.web.people.forms import InvitationForm

UNPROCESSABLE = 422


@login_required
def sent_role(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    rows = RoleInvitation.objects.select_related("invited_by", "person", "project")
    row = get_object_or_404(rows.prefetch_related("cohorts"), pk=pk)
    if not may_invite_to(user, row.role):
        raise Http404
    leads = row.role == InvitedRole.LEAD
    back = "projects:leads" if leads else "projects:certification_give"
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        again = form.cleaned_data["change"] == InvitationForm.AGAIN
        verb = role_invitations.send_again if again else role_invitations.revoke
        try:
            verb(row, by=user, reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("Saved, with your reason."))
            return redirect(back)
    status = UNPROCESSABLE if form.is_bound else 200
    context = {"row": row, "form": form, "back": back}
    return render(request, "people/sent_role.html", context, status=status)
