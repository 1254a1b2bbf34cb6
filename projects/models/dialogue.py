"""What student and reviewer say to each other after a review: answers to required changes, replies."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from projects.models.comment import Comment
from projects.models.rubric import Criterion
from projects.models.submission import Submission
from projects.text_limits import one_line


class ChangeAnswer(models.Model):
    """What a resubmission says to one required change: done, or why it was not.

    The change is a criterion or a comment of the review that came before `submission`.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="answers")
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, null=True, related_name="+"
    )
    comment = models.ForeignKey(
        Comment, models.CASCADE, null=True, related_name="answers"
    )
    done = models.BooleanField()
    reason = models.TextField(blank=True)  # why not; empty where it is done

    class Meta:
        ordering = ["pk"]  # the checklist's order
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "criterion"], name="one_answer_per_criterion"
            ),
            models.UniqueConstraint(
                fields=["submission", "comment"], name="one_answer_per_comment"
            ),
            models.CheckConstraint(
                condition=Q(criterion__isnull=True) ^ Q(comment__isnull=True),
                name="answers_one_change",
            ),
        ]

    def __str__(self) -> str:
        return "done" if self.done else one_line(self.reason)[:60]


class Reply(models.Model):
    """Words of the student or the reviewer under a published comment."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="replies")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="replies"
    )
    body = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return one_line(self.body)[:60]
