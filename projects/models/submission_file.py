"""The files of a submission: names, and the bytes that many may share."""

from django.db import models

from projects.models.blobs import Blob
from projects.models.submission import Submission


class SubmissionFile(models.Model):
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "name"], name="unique_file_name"
            )
        ]

    def __str__(self) -> str:
        return self.name
