"""How much of an upload reaches our disk before anybody has looked at it."""

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from notebooks.limits import IntakeLimits

MOST_BYTES = IntakeLimits().total_bytes


class QuotaUploadHandler(FileUploadHandler):
    """Lets just over the limit through, of all files together, and drops the rest.

    Intake then finds too much, and says so in its own words beside the field; a request of
    any size costs no more disk than that. Stands first in FILE_UPLOAD_HANDLERS.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        wanted = self.received <= MOST_BYTES
        self.received += len(raw_data)
        return raw_data if wanted else None

    def file_complete(self, file_size: int) -> None:
        """The handlers that follow make the file."""
