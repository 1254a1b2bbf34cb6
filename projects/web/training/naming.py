"""Where a student's work names them in words: what scrubbing cannot take out (decision 0062)."""

import json

from notebooks.file_kinds import NOTEBOOK, suffix
from projects.models import Submission
from projects.web.parts.documents import scrubbed_bytes

MOST_BYTES = 5_000_000  # of a file that is searched


def files_that_name(submission: Submission) -> list[str]:
    """Files whose text or name holds the student's whole name or address. Raises Busy."""
    student = submission.student
    wanted = {student.name.casefold(), student.email.casefold()}
    found = []
    for file in submission.files.select_related("blob").order_by("name"):
        told = "" if file.name == submission.notebook_name else file.name
        if file.blob.size <= MOST_BYTES:
            told += "\n" + _text(file.name, scrubbed_bytes(file.name, file.blob.read()))
        if any(word in told.casefold() for word in wanted):
            found.append(file.name)
    return found


def _text(name: str, data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    if suffix(name) != NOTEBOOK:
        return text
    try:
        return json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
