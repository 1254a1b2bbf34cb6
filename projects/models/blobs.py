"""Stored bytes, and the uploads that bring them."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone


class Blob(models.Model):
    """Bytes stored once, named by their SHA-256. Those that no row needs are collected."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    kept_at = models.DateTimeField(default=timezone.now, db_index=True)  # stored anew

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def storage_name(self) -> str:
        return f"blobs/{self.sha256[:2]}/{self.sha256}"

    def read(self) -> bytes:
        with default_storage.open(self.storage_name) as file:
            return bytes(file.read())


class UploadAttempt(models.Model):
    """Files came, to be taken in or refused. Counted per hour, forgotten after a day."""

    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="upload_attempts"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["student", "at"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.student} · {self.at:%F %T}"
