"""A message is written, looked at as a real reader gets it, and sent."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects import throttles
from projects.enums import Language
from projects.errors import DomainError
from projects.models import Cohort, Message, MessageRecipient, User
from projects.models.message_recipient import Words
from projects.operations.messages import Draft, Sending, recipients, send
from projects.placeholders import OF_MESSAGES
from projects.queries.audiences import Audience, AudienceKind, members_of
from projects.queries.copies import values_for
from projects.queries.help.listing import written_to
from projects.web.messages.forms import ComposeForm
from projects.web.messages.templates import templates_of, texts_of
from projects.web.parts.addresses import is_number
from projects.web.parts.leading import crumbs, led_cohort
from projects.web.parts.people import signed_in

MOST_CHOSEN = 500  # an address is not longer
SHOWN_WRITTEN = 10


@login_required
def compose(request: HttpRequest, slug: str) -> HttpResponse:
    """The address says to whom; the words come with the form."""
    user, cohort = signed_in(request), led_cohort(request, slug)
    audience = audience_of(request.GET)
    if request.method != "POST":
        form = ComposeForm(cohort, initial=_initial(request, cohort, audience))
        return _page(request, cohort, audience, form)
    form = ComposeForm(cohort, request.POST)
    if not form.is_valid():
        return _page(request, cohort, audience, form)
    try:
        if "preview" in request.POST:
            shown = _preview(
                form.draft().checked(), _sending(form, audience), user, cohort
            )
            return _page(request, cohort, audience, form, shown)
        message = _sent(form, audience, user, cohort)
    except DomainError as refusal:
        known = refusal.field if refusal.field in form.fields else None
        form.add_error(known, str(refusal.message))
        return _page(request, cohort, audience, form)
    return _done(request, cohort, message)


def _sent(form: ComposeForm, audience: Audience, user: User, cohort: Cohort) -> Message:
    sending = _sending(form, audience)
    if not Message.objects.filter(token=sending.token).exists():
        throttles.check("messages", str(user.pk))
    return send(form.draft(), sending, by=user, cohort=cohort)


def _done(request: HttpRequest, cohort: Cohort, message: Message) -> HttpResponse:
    count = message.recipients.count()
    words = ngettext(
        "Sent to %(n)s student. E-mails leave one after the other.",
        "Sent to %(n)s students. E-mails leave one after the other.",
        count,
    )
    messages.success(request, words % {"n": count})
    return redirect("projects:message", slug=cohort.slug, pk=message.pk)


def audience_of(asked: QueryDict) -> Audience:
    """What the address asks for; what makes no sense is everybody."""
    kind = asked.get("to", "")
    kind = kind if kind in AudienceKind.values else AudienceKind.ALL.value
    chosen = [int(pk) for pk in asked.getlist("student") if is_number(pk)]
    filters = {
        name: str(value)
        for name, value in asked.dict().items()
        if value and name not in {"to", "student", "template", "page"}
    }
    return Audience(AudienceKind(kind), filters, tuple(chosen[:MOST_CHOSEN]))


def _initial(request: HttpRequest, cohort: Cohort, to: Audience) -> dict[str, Any]:
    wanted = request.GET.get("template", "")
    template = (
        templates_of(cohort).filter(pk=int(wanted)).first()
        if is_number(wanted)
        else None
    )
    from_help = to.kind in {AudienceKind.HELP, AudienceKind.CHOSEN}
    return {
        "project": to.filters.get("project"),
        "skip": from_help,
        "note": from_help,
        **(texts_of(template) if template else {}),
    }


def _sending(form: ComposeForm, audience: Audience) -> Sending:
    given = form.cleaned_data
    return Sending(
        audience,
        token=given["token"],
        skips_written=given["skip"],
        marks_written=given["note"],
    )


@dataclass(frozen=True)
class Shown:
    """What a reader will get."""

    name: str
    language: str
    words: Words


def _preview(draft: Draft, sending: Sending, user: User, cohort: Cohort) -> list[Shown]:
    """The first reader of each language."""
    message = Message(
        cohort=cohort,
        sender=user,
        project=draft.project,
        subject_text=draft.subjects,
        body_text=draft.bodies,
    )
    to = recipients(cohort, sending).select_related("student")
    firsts = [to.filter(student__language=one).first() for one in Language]
    some = [one for one in firsts if one is not None]
    return [
        Shown(
            enrolment.student.name,
            language.label,
            MessageRecipient(message=message, language=language, values=values).words,
        )
        for enrolment, language, values in values_for(message, some)
    ]


def _page(
    request: HttpRequest,
    cohort: Cohort,
    audience: Audience,
    form: ComposeForm,
    shown: list[Shown] | None = None,
) -> HttpResponse:
    members = members_of(cohort, audience)
    written = written_to(members)
    there = reverse("projects:messages", args=[cohort.slug])
    query = request.GET.copy()
    query.pop("template", None)
    context = {
        "cohort": cohort,
        "crumbs": crumbs(cohort, (_("Messages"), there), (_("New message"), "")),
        "form": form,
        "to": audience.kind.label,
        "count": members.count(),
        "written": list(written[:SHOWN_WRITTEN]),
        "templates": templates_of(cohort),
        "query": query.urlencode(),
        "placeholders": OF_MESSAGES.items(),
        "shown": shown,
    }
    status = 422 if form.errors else 200
    return render(request, "messages/compose.html", context, status=status)
