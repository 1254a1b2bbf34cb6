"""A lead's message on the page of whoever got it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from projects.operations.notifications import mark_read
from projects.queries.copies import channels_for
from projects.web.parts.people import signed_in


@login_required
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Only one's own copy, and as it was sent. Opening it marks it read."""
    user = signed_in(request)
    mine = user.messages_received.select_related("message__cohort", "message__sender")
    copy = get_object_or_404(mine, message=pk)
    mark_read(by=user, message=copy.pk)
    context = {
        "copy": copy,
        "words": copy.words,
        "channels": channels_for(copy),
    }
    return render(request, "accounts/message.html", context)
