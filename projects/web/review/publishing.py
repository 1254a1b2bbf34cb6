"""The end of a review: what is on the page is saved and published, or comes back with what lacks."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.enums import State
from projects.errors import Incomplete, NotAllowed, Stale, WrongState
from projects.operations import drafts
from projects.web.parts.people import signed_in
from projects.web.review.access import has_in_hand, own_draft_for
from projects.web.review.conflict import claim_lost, draft_conflict
from projects.web.review.context import load_context
from projects.web.review.earlier import ask_to_confirm
from projects.web.review.open_comments import unsaved_comment
from projects.web.review.sent import send_verdict
from projects.web.review.workspace import UNPROCESSABLE, respond


@require_POST
@login_required
def publish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Saves what is on the page, then publishes. What lacks something is told beside it.

    With a comment open that is not in the draft yet, nothing is published: it comes back open.
    """
    user, subject = signed_in(request), own_draft_for(request, uid)
    if not has_in_hand(subject, user):
        return claim_lost(request, subject)
    review_context = load_context(subject, user)
    form = review_context.form(request.POST)
    fits = form.is_valid()
    unsaved = unsaved_comment(request, subject)
    try:
        drafts.save_draft(subject, form.draft(), by=user)
        is_ready = fits and unsaved is None
        if is_ready and not ask_to_confirm(review_context.before, form, request.POST):
            send_verdict(subject, request.POST.get("action", ""), form, request)
    except Incomplete as error:
        form.tell_all(error.field, str(error.message))
    except Stale:
        return draft_conflict(request, load_context(subject, user), form)
    except (WrongState, NotAllowed):
        return claim_lost(request, subject)
    if unsaved:
        form.add_error(
            None, _("A comment is still open: add it or cancel it, then publish.")
        )
    if form.errors:
        return respond(
            request,
            load_context(subject, user),
            form=form,
            opened=unsaved.opened if unsaved else None,
            name=unsaved.file_name if unsaved else "",
            status=UNPROCESSABLE,
        )
    if subject.is_decided():  # the page says until when it can be taken back
        return redirect("projects:review", uid=uid)
    messages.success(
        request, _("Published: %(verdict)s.") % {"verdict": State(subject.state).label}
    )
    return redirect("projects:queue")
