"""Mails as files, for a machine without a mail server: readable by their owner only."""

import os
from typing import Any

from django.core.mail.backends import filebased

from reviewhub.private import FILE, FOLDER


class EmailBackend(filebased.EmailBackend):
    """Django's, but a letter that resets a password is nobody else's to read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        os.chmod(self.file_path, FOLDER)  # noqa: PTH101 - Django keeps it as text

    def open(self) -> bool | None:
        opened = super().open()
        os.fchmod(self.stream.fileno(), FILE)  # nothing is in it yet
        return opened
