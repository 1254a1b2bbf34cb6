"""Files gone wrong, sent through the upload form and then opened as pages.

`make test` sends a few hundred, `make fuzz` ten thousand, on the database of DATABASE_URL.
A seed that failed makes the same file again: `mutating.hand_in(seed, originals())`.
"""

import io
import os
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from projects.models import Submission
from projects.operations.pack_sync import sync_packs
from tests import factories
from tests.fuzz import mutating

pytestmark = pytest.mark.django_db

LONG = os.environ.get("REVIEWHUB_FUZZ") == "fuzz"
MOST_SECONDS = 2.0 if LONG else 8.0
"""Of one request: `make fuzz` asks for a machine that does nothing else."""

MOST_PAGE_BYTES = 2_000_000
FILES = int(os.environ.get("REVIEWHUB_FUZZ_FILES", "10000" if LONG else "200"))
FIRST_SEED = int(os.environ.get("REVIEWHUB_FUZZ_SEED", "0"))


@dataclass
class Findings:
    statuses: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    largest: tuple[int, str] = (0, "")
    wrong: list[str] = field(default_factory=list)

    def note(self, what: str, response: HttpResponse, seconds: float) -> None:
        size = len(response.content)
        self.statuses[f"{what.partition(' ')[0]} {response.status_code}"] += 1
        self.slowest = max(self.slowest, (seconds, what))
        self.largest = max(self.largest, (size, what))
        failed = response.status_code >= 500 or size > MOST_PAGE_BYTES
        if failed or seconds > MOST_SECONDS:
            self.wrong.append(
                f"{what}: {response.status_code}, {seconds:.1f} s, {size} B"
            )


@pytest.fixture
def client() -> Client:
    sync_packs(Path(settings.PACKS_DIR))
    client = Client(raise_request_exception=False)
    client.force_login(factories.student(factories.cohort()))
    return client


def test_no_file_is_an_error_or_takes_long(client, caplog):
    originals = mutating.originals()
    found = Findings()
    # Untimed: the first request waits until the process that reads uploads is there.
    _hand_in(client, originals[0][0], "", Sent("a.txt", b""), Findings())
    for seed in range(FIRST_SEED, FIRST_SEED + FILES):
        slug, name, data = mutating.hand_in(seed, originals)
        with transaction.atomic():
            _hand_in(client, slug, f"seed {seed}", Sent(name, data), found)
            transaction.set_rollback(True)
    print(connection.vendor, FILES, dict(found.statuses), found.slowest, found.largest)
    assert not found.wrong, "\n".join(found.wrong)
    assert found.statuses["upload 302"] > FILES / 5, "some have to get through"
    assert "Reading an upload failed" not in caplog.text


class Sent(io.BytesIO):
    """A file as the test client sends one, under a name that Django would not give it."""

    def __init__(self, name: str, data: bytes) -> None:
        super().__init__(data)
        self.name = name


def _hand_in(client: Client, slug: str, seed: str, sent: Sent, found: Findings) -> None:
    """Sends the file; what was accepted is opened as the page that shows it."""
    started = time.monotonic()
    answer = client.post(
        reverse("projects:submit", args=[slug]),
        {"uploads": [sent], "honour_code": "on"},
    )
    found.note(f"upload {seed}", answer, time.monotonic() - started)
    if answer.status_code != 302:
        return
    made = Submission.objects.latest("pk")
    for file in made.files.all():
        started = time.monotonic()
        page = client.get(reverse("projects:notebook", args=[made.uid, file.name]))
        found.note(f"page {seed} {file.name}", page, time.monotonic() - started)
