"""What a student is asked to explain before the review goes on: where alike code came from."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from projects.models.similarity import Likeness
from projects.models.submission import Submission
from projects.text_limits import one_line


class Explanation(models.Model):
    """Asked for, perhaps given. The newest of a submission counts, while it is `explaining`."""

    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="explanations"
    )
    # Goes when either student's account is deleted, or the known solution is.
    likeness = models.ForeignKey(Likeness, models.SET_NULL, null=True, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField()  # for leads; the student never reads it
    question = models.TextField(blank=True)  # to the student, beside what all are asked
    due_at = models.DateTimeField()  # then leads are told; nothing else follows
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return one_line(self.reason)[:60]

    @property
    def is_overdue(self) -> bool:
        return self.answered_at is None and self.due_at <= timezone.now()

    @property
    def was_heard(self) -> bool:
        """The student has answered, or had the time to."""
        return self.answered_at is not None or self.is_overdue
