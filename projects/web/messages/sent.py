"""Messages that were sent: by whom, to whom, when, and what became of their letters."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from projects.enums import Language
from projects.models import Message
from projects.queries.audiences import AudienceKind
from projects.queries.copies import LetterCounts, letter_counts
from projects.web.parts.leading import crumbs, led_cohort

PER_PAGE = 25
PEOPLE_PER_PAGE = 50


@dataclass(frozen=True)
class Row:
    message: Message
    to: str | Promise
    letters: LetterCounts


@login_required
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    cohort = led_cohort(request, slug)
    rows = cohort.messages.select_related("sender")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = letter_counts([one.pk for one in page])
    context = {
        "cohort": cohort,
        "crumbs": crumbs(cohort, (_("Messages"), "")),
        "page": page,
        "rows": [Row(one, _to(one), counts[one.pk]) for one in page],
    }
    return render(request, "messages/sent.html", context)


def _to(message: Message) -> str | Promise:
    kind = message.audience.get("kind", "")
    return AudienceKind(kind).label if kind in AudienceKind.values else ""


@login_required
def message(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    cohort = led_cohort(request, slug)
    found = get_object_or_404(
        cohort.messages.select_related("sender", "project"), pk=pk
    )
    copies = found.recipients.select_related("person", "notification")
    page = Paginator(copies, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    there = reverse("projects:messages", args=[cohort.slug])
    context = {
        "cohort": cohort,
        "crumbs": crumbs(cohort, (_("Messages"), there), (found.subject, "")),
        "message": found,
        "to": _to(found),
        "letters": letter_counts([found.pk])[found.pk],
        "texts": [
            (language.label, subject, found.body_text.get(language.value, ""))
            for language in Language
            if (subject := found.subject_text.get(language.value))
        ],
        "page": page,
    }
    return render(request, "messages/message.html", context)
