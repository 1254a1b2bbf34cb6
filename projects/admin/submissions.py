"""Submissions and what became of them: read here, and moved by the verbs alone."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from projects.admin.reading import ReadOnlyAdmin, ReadOnlyInline
from projects.errors import DomainError
from projects.models import (
    Artifact,
    CheckResult,
    Comment,
    CriterionReview,
    Event,
    Notification,
    Rating,
    Review,
    Run,
    Step,
    Submission,
    SubmissionFile,
)
from projects.operations import grading, reviews
from projects.queries.review_room import UNSEEN_OF_PROJECTS


class FileInline(ReadOnlyInline):
    model = SubmissionFile
    fields = ("name", "blob")
    show_change_link = False


class RunInline(ReadOnlyInline):
    model = Run
    fields = ("number", "state", "verdict", "created_at", "finished_at")


class ReviewInline(ReadOnlyInline):
    model = Review
    fields = ("reviewer", "verdict", "opened_at", "published_at")


class EventInline(ReadOnlyInline):
    model = Event
    fields = ("at", "kind", "actor", "from_state", "to_state", "body", "data")
    show_change_link = False


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    list_display = (
        "student",
        "project",
        "attempt",
        "state",
        "cohort",
        "reviewer",
        "submitted_at",
        "page",
    )
    list_filter = ("state", "project", "cohort", "language", "submitted_at")
    list_select_related = ("student", "project", "cohort", "reviewer")
    search_fields = ("student__name", "student__email", "uid")
    inlines = (FileInline, RunInline, ReviewInline, EventInline)
    actions = ("release", "rerun")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        """A hundred rows; their projects' briefs would be decoded for each."""
        return super().get_queryset(request).defer(*UNSEEN_OF_PROJECTS)

    @admin.display(description=gettext_lazy("page"))
    def page(self, submission: Submission) -> SafeString:
        url = reverse("projects:submission", args=[submission.uid])
        return format_html('<a href="{}">{}</a>', url, _("Open"))

    @admin.action(
        description=gettext_lazy("Release the claim: back to the queue"),
        permissions=["view"],
    )
    def release(self, request: HttpRequest, chosen: QuerySet[Submission]) -> None:
        self._each(request, chosen, reviews.release)

    @admin.action(
        description=gettext_lazy("Run the checks again"), permissions=["view"]
    )
    def rerun(self, request: HttpRequest, chosen: QuerySet[Submission]) -> None:
        self._each(request, chosen, grading.rerun)

    def _each(
        self,
        request: HttpRequest,
        chosen: QuerySet[Submission],
        verb: Callable[..., object],
    ) -> None:
        """Does it to each by itself; one that refuses says why and stops no other."""
        done = 0
        for submission in chosen:
            try:
                verb(submission, by=request.user)
            except DomainError as error:
                self.message_user(
                    request, f"{submission.student}: {error.message}", messages.WARNING
                )
            else:
                done += 1
        if done:
            words = ngettext("%(n)d submission.", "%(n)d submissions.", done)
            self.message_user(request, _("Done: ") + words % {"n": done})


class StepInline(ReadOnlyInline):
    model = Step
    fields = ("kind", "state", "worker", "tries", "started_at", "finished_at")


class ArtifactInline(ReadOnlyInline):
    model = Artifact
    fields = ("name", "blob")
    show_change_link = False


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    list_display = ("submission", "number", "state", "verdict", "created_at")
    ordering = ("-pk",)  # by number, which no index knows, would sort all of them
    list_filter = ("state", "verdict", "submission__project")
    list_select_related = ("submission__project",)
    search_fields = ("submission__uid", "submission__student__email")
    inlines = (StepInline, ArtifactInline)


class CheckResultInline(ReadOnlyInline):
    model = CheckResult
    fields = ("order", "check_slug", "outcome", "evidence", "duration_s")
    show_change_link = False


@admin.register(Step)
class StepAdmin(ReadOnlyAdmin):
    list_display = ("run", "kind", "queue", "state", "worker", "faults", "deaths")
    list_filter = ("state", "kind", "queue")
    ordering = ("-pk",)
    list_select_related = ("run__submission__project",)
    search_fields = ("worker", "incident", "run__submission__uid")
    inlines = (CheckResultInline,)


class CriterionReviewInline(ReadOnlyInline):
    model = CriterionReview
    fields = ("criterion", "judgement", "body")
    show_change_link = False


class CommentInline(ReadOnlyInline):
    model = Comment
    fields = ("file_name", "cell", "line", "end_line", "output", "tag", "body")
    show_change_link = False


class RatingInline(ReadOnlyInline):
    model = Rating
    show_change_link = False


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ("submission", "reviewer", "verdict", "published_at")
    ordering = ("-pk",)
    list_filter = ("verdict", "submission__project")
    list_select_related = ("submission__project", "reviewer")
    search_fields = ("reviewer__name", "reviewer__email", "submission__uid")
    inlines = (CriterionReviewInline, CommentInline, RatingInline)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ("at", "kind", "submission", "actor", "from_state", "to_state")
    list_filter = ("kind", "submission__project", "at")
    list_select_related = ("submission__project", "actor")
    ordering = ("-pk",)
    search_fields = ("submission__uid", "actor__email", "submission__student__email")


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ("recipient", "event", "addressed", "change", "read_at")
    list_filter = ("event__kind",)
    list_select_related = (
        *("recipient", "event__submission__project"),
        *("addressed__message", "addressed__person"),
        "change",
        "certification_change",
    )
    search_fields = ("recipient__email", "recipient__name")
