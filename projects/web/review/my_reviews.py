"""What I have in hand and what I have said, found again by its words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.enums import State
from projects.models import Project, Review
from projects.queries.own_words import Search, own_reviews
from projects.queries.review_room import in_hand_and_sent
from projects.queries.searching import asked
from projects.queries.threads import open_questions
from projects.rules import is_review_staff
from projects.web.parts.fields import set_filters
from projects.web.parts.people import signed_in
from projects.web.parts.review_tabs import REVIEWS, tabs_for
from projects.web.parts.top_bar import top_bar
from projects.web.review.document import workspace_url
from projects.web.review.queue_rows import rows_of
from projects.web.review.sent import sent_verdicts

PER_PAGE = 25
AROUND = 90  # characters shown on either side of the first word that was found


class SearchForm(forms.Form):
    """Everything may be empty, and what makes no sense is as if it were."""

    words = forms.CharField(
        label=gettext_lazy("Your comments"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    project = forms.ChoiceField(label=gettext_lazy("Project"), required=False)
    verdict = forms.ChoiceField(label=gettext_lazy("Verdict"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        choices: dict[str, list[tuple[str, Any]]] = {
            "project": [(one.slug, one.title) for one in Project.objects.all()],
            "verdict": [(state.value, state.label) for state in State.reviewed()],
        }
        set_filters(self, **choices)

    def search(self) -> Search:
        self.is_valid()
        return Search(**{name: self.cleaned_data.get(name, "") for name in self.fields})


@login_required
def my_reviews(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not (top_bar(request).reviews or is_review_staff(user)):
        raise Http404
    form = SearchForm(request.GET)
    search = form.search()
    query = {name: value for name, value in asdict(search).items() if value}
    found = own_reviews(user, search)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    questions = open_questions(user)
    first = list(questions[: PER_PAGE + 1])
    in_hand, sent = in_hand_and_sent(user)
    context = {
        "tabs": tabs_for(user, REVIEWS),
        "form": form,
        "filtered": bool(query),
        "query": urlencode(query),
        "page": page,
        "reviews": [_review_row(review, search.words) for review in page],
        "sent": sent_verdicts(sent, user),
        "questions": first[:PER_PAGE],
        "question_count": questions.count() if first[PER_PAGE:] else len(first),
        "in_hand": rows_of(in_hand, room="review", reader=user),
    }
    return render(request, "review/my_reviews.html", context)


@dataclass(frozen=True)
class FoundWords:
    """A text that holds what was searched for. `parts`: pieces, and whether each was asked for."""

    place: str
    url: str
    keep_url: str
    parts: list[tuple[str, bool]]


@dataclass(frozen=True)
class ReviewRow:
    review: Review
    url: str
    stars: int | None
    body: str  # of the student's rating
    found: list[FoundWords]


def _review_row(review: Review, words: str) -> ReviewRow:
    rating = getattr(review, "rating", None)
    return ReviewRow(
        review,
        reverse("projects:review", args=[review.submission.uid]),
        rating.stars if rating else None,
        rating.body if rating else "",
        list(_found_in(review, words)) if asked(words) else [],
    )


def _found_in(review: Review, words: str) -> Iterator[FoundWords]:
    """The places of one review that hold the words."""
    subject = review.submission
    url = workspace_url(subject, subject.notebook_name)
    if all(one.lower() in review.general.lower() for one in asked(words)):
        yield _found(
            _("To the student"), url, f"review-{review.pk}", review.general, words
        )
    for row in getattr(review, "found_criteria", ()):
        place = f"{url}#criterion-{row.criterion.slug}"
        yield _found(row.criterion.title, place, f"criterion-{row.pk}", row.body, words)
    for comment in getattr(review, "found_comments", ()):
        cell = "" if comment.cell is None else str(comment.cell + 1)
        place = workspace_url(subject, comment.file_name, cell=cell)
        key = f"comment-{comment.pk}"
        label = f"{comment.get_tag_display()} · {comment.file_name}"
        yield _found(label, f"{place}#{key}", key, comment.body, words)


def _found(place: str, url: str, key: str, body: str, words: str) -> FoundWords:
    keep_url = f"{reverse('projects:remark_keep')}?{urlencode({'from': key})}"
    return FoundWords(place, url, keep_url, parts_of(body, words))


def parts_of(body: str, words: str) -> list[tuple[str, bool]]:
    """The part around the first of the words that were asked for, each of them marked."""
    pattern = re.compile("|".join(map(re.escape, asked(words))), re.IGNORECASE)
    first = pattern.search(body)
    at = first.start() if first else 0
    start, end = max(0, at - AROUND), at + 2 * AROUND
    before, after = "…" if start else "", "…" if end < len(body) else ""
    shown = f"{before}{body[start:end]}{after}"
    parts, done = [], 0
    for hit in pattern.finditer(shown):
        parts += [(shown[done : hit.start()], False), (hit[0], True)]
        done = hit.end()
    return [*parts, (shown[done:], False)]
