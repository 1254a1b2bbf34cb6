"""What people say of a submission: reviews, judgements per criterion, comments in place."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from projects.enums import OUTCOMES, CommentTag, Judgement, State, UnableReason
from projects.models.course import Criterion
from projects.models.submission import Submission
from projects.text_limits import one_line


class Review(models.Model):
    """A reviewer's reading of one submission: a draft until it is published, then fixed.

    A draft outlives being handed back, so that nothing written is lost. After a reopening or
    a dispute the submission has more than one published review; the last one counts.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews"
    )
    general = models.TextField(blank=True)
    # Comments whose forms are open on the writer's page, as the page keeps them.
    open_comments = models.JSONField(default=dict, blank=True)
    # Raised whenever the draft changes: a page that was made from an older one is stale.
    version = models.PositiveIntegerField(default=0)
    verdict = models.CharField(
        max_length=20,
        blank=True,
        choices=[(state.value, state.label) for state in State.reviewed()],
    )
    unable_reason = models.CharField(max_length=20, choices=UnableReason, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "reviewer"],
                condition=Q(published_at__isnull=True),
                name="one_draft_per_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(verdict=""),
                name="published_has_verdict",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.reviewer}"


class CriterionReview(models.Model):
    review = models.ForeignKey(Review, models.CASCADE, related_name="criteria")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    judgement = models.CharField(max_length=8, choices=Judgement, blank=True)
    body = models.TextField(blank=True)
    # What the checks had decided when the review was published; empty: nothing, or a draft.
    machine = models.CharField(max_length=8, choices=OUTCOMES, blank=True)

    class Meta:
        ordering = ["criterion__order"]
        indexes = [
            models.Index(
                fields=["criterion", "machine", "judgement"],
                condition=~Q(machine=""),
                name="judged_beside_the_machine",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "criterion"], name="one_judgement_per_criterion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.judgement or '–'}"


class Comment(models.Model):
    """Words on a place: a file, in it a notebook cell, in that lines or an output.

    Cells are counted from 0, lines and outputs from 1.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="comments")
    file_name = models.CharField(max_length=255)
    cell = models.PositiveIntegerField(
        null=True, blank=True
    )  # index in the notebook, from 0
    line = models.PositiveIntegerField(
        null=True, blank=True
    )  # in the cell or file, from 1
    # The last one of a range of lines; empty where it is one line.
    end_line = models.PositiveIntegerField(null=True, blank=True)
    output = models.PositiveIntegerField(null=True, blank=True)  # of the cell, from 1
    tag = models.CharField(
        max_length=10, choices=CommentTag, default=CommentTag.REQUIRED
    )
    body = models.TextField()
    version = models.PositiveIntegerField(default=0)  # raised whenever it changes
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["file_name", "cell", "line", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_line=None) | Q(end_line__gt=models.F("line")),
                name="range_of_lines_has_two_ends",
            ),
            models.CheckConstraint(
                condition=Q(output=None) | Q(line=None, cell__isnull=False),
                name="comment_on_output_or_lines",
            ),
        ]

    def __str__(self) -> str:
        return one_line(self.body)[:60]

    @property
    def last_line(self) -> int | None:
        """Of the lines that it is about; None if it is about no line."""
        return self.end_line or self.line


class Rating(models.Model):
    """The student's answer to a published review."""

    review = models.OneToOneField(Review, models.CASCADE, related_name="rating")
    stars = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5), name="one_to_five_stars"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stars}/5"


class CriterionDispute(models.Model):
    """Why a student thinks that one criterion was judged wrongly."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="disputes")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "criterion"], name="one_dispute_per_criterion"
            )
        ]

    def __str__(self) -> str:
        return one_line(self.body)[:60]
