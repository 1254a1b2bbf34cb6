"""Answering a published comment: the student, and the reviewer who wrote it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from projects import throttles
from projects.errors import Incomplete, TooOften
from projects.models import Comment
from projects.operations import threads
from projects.web.parts.people import signed_in
from projects.web.student.access import submission_for
from projects.web.student.files import file_page
from projects.web.student.forms import ReplyForm
from projects.web.student.presenters import file_url
from projects.web.student.thread_parts import RefusedReply


@require_POST
@login_required
def reply(request: HttpRequest, uid: UUID, pk: int) -> HttpResponse:
    """What is refused comes back typed, under its comment."""
    user, subject = signed_in(request), submission_for(request, uid)
    published = Comment.objects.filter(
        review__submission=subject, review__published_at__isnull=False
    )
    comment = get_object_or_404(published.select_related("review__submission"), pk=pk)
    form = ReplyForm(request.POST, auto_id=f"id_reply-{pk}_%s")
    status = Incomplete.status
    if form.is_valid():
        try:
            throttles.check("replies", user.pk)
            threads.reply(comment, by=user, body=form.cleaned_data["body"])
        except (Incomplete, TooOften) as refusal:
            form.add_error("body", str(refusal.message))
            status = refusal.status
        else:
            return redirect(f"{file_url(subject, comment)}#comment-{pk}")
    return file_page(
        request, subject, comment.file_name, RefusedReply(pk, form), status
    )
