"""A person's data as one zip, made while it is sent: memory holds one piece of one file."""

import json
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponseBase, StreamingHttpResponse

from projects.models import Blob, User
from projects.queries import personal
from projects.queries.acts_on_others import acts_on_others
from projects.queries.personal_messages import (
    dates_told_to,
    messages_by,
    messages_to,
    notifications_of,
    remarks_of,
)
from projects.queries.personal_training import samples_made_by, trainings_of

Entry = tuple[str, Iterable[bytes]]  # its path in the zip, and what is in it, in pieces


def personal_zip(person: User) -> HttpResponseBase:
    response = StreamingHttpResponse(
        zipped(entries_of(person)), content_type="application/zip"
    )
    response["Content-Disposition"] = 'attachment; filename="reviewhub-data.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def entries_of(person: User) -> Iterator[Entry]:
    yield "account.json", [_json(personal.account_of(person))]
    yield (
        "notifications.json",
        [_json([*notifications_of(person), *dates_told_to(person)])],
    )
    yield "messages-to-you.json", [_json(messages_to(person))]
    yield "messages-you-sent.json", [_json(messages_by(person))]
    yield "reviews-you-wrote.json", [_json(personal.reviews_by(person))]
    yield "trainings.json", [_json(trainings_of(person))]
    yield "samples-you-made.json", [_json(samples_made_by(person))]
    yield "remarks-you-keep.json", [_json(remarks_of(person))]
    yield "what-you-did.json", [_json(acts_on_others(person))]
    for folder, told, stored in personal.submissions_of(person):
        yield f"{folder}/submission.json", [_json(told)]
        for file in stored:
            yield file.path, _pieces(file.blob)


def _json(told: Any) -> bytes:
    text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return text.encode()


def _pieces(blob: Blob) -> Iterator[bytes]:
    with default_storage.open(blob.storage_name) as file:
        yield from file.chunks()


class _Outbox:
    """What zipfile has written and nobody has sent yet. It cannot seek, as a socket cannot."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Nothing is open."""

    def take(self) -> bytes:
        taken = b"".join(self._waiting)
        self._waiting.clear()
        return taken


def zipped(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Stored, not packed: a web process has better things to compute."""
    outbox = _Outbox()
    with zipfile.ZipFile(outbox, "w") as archive:
        for path, pieces in entries:
            with archive.open(path, "w") as target:
                for piece in pieces:
                    target.write(piece)
                    yield outbox.take()
    yield outbox.take()
