"""Comments of a review, each on a place in a file."""

from django.db import models
from django.db.models import Q

from projects.enums import CommentTag
from projects.models.review import Review
from projects.text_limits import one_line


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
