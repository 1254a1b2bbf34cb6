"""The review workspace: read, and write the draft. Publishing is in `publishing`."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.enums import Action, Judgement, State
from projects.errors import Stale, WrongState
from projects.models import Comment, Submission, User
from projects.operations import drafts
from projects.queries.progress import log_end, noted
from projects.queries.review_room import draft_of, referral_of
from projects.queries.similarity import likenesses_of
from projects.rules import leads_work
from projects.web.parts.addresses import is_number
from projects.web.parts.environment import environments_of
from projects.web.parts.evidence import evidence_of
from projects.web.parts.people import signed_in
from projects.web.parts.places import Place
from projects.web.review.access import (
    has_in_hand,
    has_sent,
    own_draft_for,
    told_for,
)
from projects.web.review.conflict import (
    CONFLICT,
    VERSION_HEADER,
    claim_lost,
    draft_conflict,
)
from projects.web.review.context import ReviewContext, context_of, load_context
from projects.web.review.document import (
    DocumentPage,
    OpenForm,
    document_page,
    tabs_of,
    workspace_url,
)
from projects.web.review.earlier import judged_before
from projects.web.review.forms import CommentForm, ReviewForm, kept_comments
from projects.web.review.open_comments import unsaved_comment
from projects.web.review.presenters import machine_of, sections_of
from projects.web.review.sent import sent_verdict
from projects.workflow import actions_for
from protocol.steps import Outcome

UNPROCESSABLE = 422
LAST_TAG = "last_comment_tag"  # the session's key: a new comment's first choice


@login_required
def review(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Shows the whole workspace, or to HTMX the one cell that it asks for."""
    told = told_for(request, uid)
    review_context = context_of(told, told.submission, signed_in(request))
    return respond(request, review_context, opened=_opened(request, review_context))


def _opened(request: HttpRequest, review_context: ReviewContext) -> OpenForm | None:
    """The comment form that the address asks for."""
    if not review_context.editable:
        return None
    editing = request.GET.get("edit", "")
    if is_number(editing):
        own = Comment.objects.filter(review=review_context.draft)
        comment = get_object_or_404(own, pk=int(editing))
        initial = {"tag": comment.tag, "body": comment.body}
        form = CommentForm(initial=initial, prefix=f"edit-{comment.pk}")
        return OpenForm(form, Place.of(comment), editing=comment.pk)
    if "comment" in request.GET:
        place = Place.parse(request.GET["comment"])
        initial = {"tag": request.session.get(LAST_TAG, "")}
        return OpenForm(CommentForm(initial=initial, prefix=place.prefix), place)
    return None


def respond(  # noqa: PLR0913 - what a page that comes back carries
    request: HttpRequest,
    review_context: ReviewContext,
    *,
    form: ReviewForm | None = None,
    opened: OpenForm | None = None,
    name: str = "",
    status: int = 200,
) -> HttpResponse:
    name = (
        name or request.GET.get("file", "") or review_context.submission.notebook_name
    )
    page = document_page(review_context, name, request.GET, opened)
    here = workspace_url(review_context.submission, name)
    base = {
        "submission": review_context.submission,
        "page": page,
        "editable": review_context.editable,
        "here": here,
        "joiner": "&" if "?" in here else "?",
        "file_query": here.partition("?")[2],
    }
    if request.headers.get("HX-Request"):
        if opened or "cell" in request.GET:
            asked = opened.place.cell if opened else _asked(request)
            part = {**base, "cell": page.cell(asked)}
            return render(request, "review/cell.html", part, status=status)
        if "page" in request.GET:  # the reader has scrolled to it
            return render(request, "review/cells.html", base, status=status)
    context = {
        **base,
        **_context(request, review_context, form or review_context.form(), page),
    }
    return render(request, "review/workspace.html", context, status=status)


def _asked(request: HttpRequest) -> int | None:
    return Place.parse(request.GET.get("cell", "")).cell


def _context(
    request: HttpRequest,
    review_context: ReviewContext,
    form: ReviewForm,
    page: DocumentPage,
) -> dict[str, Any]:
    subject, run = review_context.submission, review_context.run
    told = review_context.told
    actions = actions_for(subject, review_context.reader)
    evidence = evidence_of(subject, run, review_context.found)
    sections = sections_of(review_context, form, evidence)
    rows = [row for section in sections for row in section.rows]
    return {
        "project": subject.project,
        "state_label": State(subject.state).label,
        "form": form,
        "sections": sections,
        "judged": sum(bool(row.marked) for row in rows),
        "undecided": next((row.criterion.slug for row in rows if row.is_undecided), ""),
        "fillable": sum(
            row.outcome == Outcome.PASSED and not row.marked for row in rows
        ),
        "suggested": "changes"
        if any(row.marked == Judgement.CHANGES for row in rows)
        else "meets",
        "notebook_url": workspace_url(subject, subject.notebook_name),
        "criteria_count": len(rows),
        "draft": review_context.draft,
        "published": review_context.published,
        "attempts": review_context.attempts,
        "before": judged_before(review_context.before, request.POST),
        "place_answers": [one for one in review_context.answers if one.comment],
        "tabs": tabs_of(review_context, page.name, _("As our machine ran it")),
        "machine": machine_of(run),
        "environments": environments_of(
            run, for_staff=leads_work(review_context.reader, subject)
        ),
        "run": run,
        "unmeasured": [one for one in review_context.found if one.never_run],
        "referral": referral_of(subject) if told.was_referred else None,
        "is_blind": review_context.is_blind,
        "likenesses": likenesses_of(subject) if told.is_alike else [],
        "curves": evidence.curves,
        "exhibits": evidence.exhibits,
        "log": log_end(run) if run else "",
        "notes": noted(subject, run, quotes=not review_context.is_blind),
        "may_claim": Action.CLAIM in actions,
        "may_extend": Action.EXTEND in actions,
        "may_release": Action.RELEASE in actions
        and not review_context.editable
        and not has_sent(subject, review_context.reader),
        "sent": sent_verdict(subject, review_context.reader),
        "holder": subject.reviewer if subject.state == State.IN_REVIEW else None,
        "is_free": subject.claim_expired(),
    }


@require_POST
@login_required
def save(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keeps the draft: after each pause by script (204), by the button without one.

    What was saved in another tab meanwhile is not overwritten: both are shown (409).
    """
    user, subject = signed_in(request), own_draft_for(request, uid)
    if not has_in_hand(subject, user):
        return claim_lost(request, subject)
    review_context = load_context(subject, user)
    form = review_context.form(_filled(request, review_context))
    form.is_valid()
    if "X-Autosave" in request.headers:
        return _saved_by_script(subject, form, kept_comments(request.POST), user)
    try:
        drafts.save_draft(subject, form.draft(), by=user)
    except WrongState:  # it left our hands between looking and writing
        return claim_lost(request, subject)
    except Stale:
        return draft_conflict(request, load_context(subject, user), form)
    return _saved_by_button(request, subject, form)


def _filled(request: HttpRequest, review_context: ReviewContext) -> QueryDict:
    """What was sent; after "all that passed as met", with those judgements filled in."""
    sent = request.POST.copy()
    if "fill" in sent:
        for result in review_context.found:
            name = f"judgement-{result.criterion.slug}"
            if result.outcome == Outcome.PASSED and not sent.get(name):
                sent[name] = Judgement.MEETS.value
    return sent


def _saved_by_button(
    request: HttpRequest, subject: Submission, form: ReviewForm
) -> HttpResponse:
    """The page again. A comment that is open on it and not in the draft stays open."""
    unsaved = unsaved_comment(request, subject)
    if form.is_valid():
        messages.success(request, _("Saved."))
        if unsaved is None:
            name = request.POST.get("file") or subject.notebook_name
            return redirect(workspace_url(subject, name))
    return respond(
        request,
        load_context(subject, signed_in(request)),
        form=None if form.is_valid() else form,
        opened=unsaved.opened if unsaved else None,
        name=unsaved.file_name if unsaved else "",
        status=200 if form.is_valid() else UNPROCESSABLE,
    )


def _saved_by_script(
    subject: Submission, form: ReviewForm, kept: Mapping[str, Any] | None, by: User
) -> HttpResponse:
    """Without a body. The script goes on from the version that it is told."""
    try:
        if kept is not None:
            drafts.keep_open_comments(subject, kept, by=by)
        draft = drafts.save_draft(subject, form.draft(), by=by)
    except WrongState:
        return HttpResponse(status=CONFLICT)
    except Stale:
        status, stored = CONFLICT, draft_of(subject, by)
    else:
        status, stored = UNPROCESSABLE if form.errors else 204, draft
    headers = {VERSION_HEADER: str(stored.version)} if stored else {}
    return HttpResponse(status=status, headers=headers)
