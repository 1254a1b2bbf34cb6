"""Run with a course's settings: whether what was acknowledged is there, to the byte.

    python -m tests.bench.hour.kept < acknowledged.json

Reads digests by the uid of their submissions; prints what is missing or differs.
"""

import hashlib
import json
import sys

import django

django.setup()

from django.core.files.storage import default_storage  # noqa: E402

from projects.models import SubmissionFile  # noqa: E402


def lost(uid: str, digest: str) -> str:
    """What is wrong with it; empty where it is as it was sent."""
    file = (
        SubmissionFile.objects.filter(submission__uid=uid)
        .select_related("blob")
        .first()
    )
    if file is None:
        return "no such submission"
    if not default_storage.exists(file.blob.storage_name):
        return "its bytes are gone"
    with default_storage.open(file.blob.storage_name) as stored:
        found = hashlib.file_digest(stored, "sha256").hexdigest()
    return "" if found == digest == file.blob.sha256 else "other bytes"


def main() -> None:
    told = json.load(sys.stdin)
    found = {uid: words for uid, digest in told.items() if (words := lost(uid, digest))}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
