"""Writes e-mails into files readable by their owner only, on machines without a mail server."""

import os
from typing import Any

from django.core.mail.backends import filebased

from reviewhub.private import FILE, FOLDER


class EmailBackend(filebased.EmailBackend):
    """As Django's, but with private files, because e-mails contain links that reset passwords."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        os.chmod(self.file_path, FOLDER)  # noqa: PTH101 - Django keeps it as text

    def open(self) -> bool | None:
        opened = super().open()
        os.fchmod(self.stream.fileno(), FILE)  # before anything is written
        return opened
