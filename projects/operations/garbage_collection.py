"""What no row needs any more leaves the disk: a little with every call, and never what is needed.

Needed is what a submission's file or a run's artifact points to. The files of an attempt that was
withdrawn before any person looked at it are dropped after a day; what a review, a dispute or a
regrade refers to stays for ever. docs/decisions/0034-what-is-kept.md.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from projects import rendered, storage
from projects.enums import EventKind, RegradeState, State
from projects.models import (
    Artifact,
    Blob,
    Comparison,
    Event,
    KnownSolution,
    Review,
    Submission,
    SubmissionFile,
    UploadAttempt,
)
from projects.workflow import lock_submission

logger = logging.getLogger(__name__)

GRACE = timedelta(days=1)  # for what nothing points to: somebody may be about to
SHARDS = 256  # blobs lie in so many folders, by the first two digits of their names
PORTION = 100  # rows of one kind in one call
DIGEST_CHARACTERS = 64


def tidy(shard: int) -> dict[str, int]:
    """One portion: of rows whichever are due, of blobs those of one of the `SHARDS`."""
    return {**tidy_rows(), **tidy_shard(shard)}


def tidy_rows() -> dict[str, int]:
    before = timezone.now() - GRACE
    return {
        "withdrawn": _drop_withdrawn(),
        "artifacts": _drop_unread_artifacts(before),
        "uploads": UploadAttempt.objects.filter(at__lt=before).delete()[0],
        "half sent": storage.remove_drafts(settings.FILE_UPLOAD_TEMP_DIR, "", before),
    }


def tidy_shard(shard: int) -> dict[str, int]:
    before = timezone.now() - GRACE
    return {
        "adopted": _adopt_strays(shard, before),
        "blobs": collect(_in_shard(unneeded(before), shard), before),
        "half written": _remove_drafts(shard, before),
    }


def shard_at(now: datetime) -> int:
    """All of them in turn, wherever it is called: 256 minutes to come round."""
    return int(now.timestamp() // settings.TIDY_EVERY_S) % SHARDS


# --- rows that hold blobs -----------------------------------------------------------------


def withdrawn_unread() -> QuerySet[Submission]:
    """Attempts withdrawn a day ago that nobody but the machine has looked at."""
    long_ago = timezone.now() - timedelta(hours=settings.KEEP_WITHDRAWN_HOURS)
    this = {"submission": OuterRef("pk")}
    claims = Event.objects.filter(kind=EventKind.CLAIM, **this)
    return Submission.objects.filter(
        ~Exists(Review.objects.filter(**this)),
        ~Exists(Comparison.objects.filter(**this)),
        ~Exists(claims),
        state=State.WITHDRAWN,
        files_removed_at=None,
        decided_at__lt=long_ago,
    )


def _drop_withdrawn() -> int:
    dropped = 0
    for submission in withdrawn_unread().order_by("decided_at")[:PORTION]:
        with transaction.atomic():
            locked = lock_submission(submission)
            if withdrawn_unread().filter(pk=locked.pk).exists():
                drop_files(locked)
                dropped += 1
    return dropped


def drop_files(submission: Submission) -> list[str]:
    """The row stays and says so; returns the digests it held. Inside the caller's transaction."""
    files = SubmissionFile.objects.filter(submission=submission)
    made = Artifact.objects.filter(run__submission=submission)
    digests = [
        *files.values_list("blob", flat=True),
        *made.values_list("blob", flat=True),
    ]
    files.delete()
    made.delete()
    submission.files_removed_at = timezone.now()
    submission.save(update_fields=["files_removed_at"])
    return digests


def _drop_unread_artifacts(before: datetime) -> int:
    """Notebooks run by a regrade that was not published: no page shows them."""
    unpublished = (RegradeState.DISCARDED, RegradeState.CANCELLED)
    rows = Artifact.objects.filter(
        run__counts=False,
        run__regrade__state__in=unpublished,
        run__regrade__decided_at__lt=before,
    )
    some = list(rows.values_list("pk", flat=True)[:PORTION])
    return Artifact.objects.filter(pk__in=some).delete()[0]


# --- blobs --------------------------------------------------------------------------------


def unneeded(before: datetime) -> QuerySet[Blob]:
    """Blobs that nothing points to, and that nobody has handed in since."""
    this = {"blob": OuterRef("pk")}
    return Blob.objects.filter(
        ~Exists(SubmissionFile.objects.filter(**this)),
        ~Exists(Artifact.objects.filter(**this)),
        ~Exists(KnownSolution.objects.filter(**this)),
        kept_at__lt=before,
    )


def collect(chosen: QuerySet[Blob] | Iterable[str], before: datetime) -> int:
    """Removes those that are still not needed; how many it were."""
    if isinstance(chosen, QuerySet):
        chosen = chosen.values_list("pk", flat=True)[:PORTION]
    return sum(_collect(digest, before) for digest in list(chosen))


@transaction.atomic
def _collect(digest: str, before: datetime) -> bool:
    """The bytes go while the row is held, and then the row: see `storage.keep`.

    Should the machine stop between the two, the row is collected again, or the bytes are written
    again by whoever hands them in.
    """
    held = Blob.objects.select_for_update().filter(sha256=digest).first()
    if held is None or not unneeded(before).filter(pk=digest).exists():
        return False
    default_storage.delete(held.storage_name)
    rendered.forget(digest)
    held.delete()
    return True


def _in_shard(blobs: QuerySet[Blob], shard: int) -> QuerySet[Blob]:
    prefix = f"{shard:02x}"
    return blobs.filter(sha256__gte=prefix, sha256__lt=f"{prefix}g")  # g comes after f


def _adopt_strays(shard: int, before: datetime) -> int:
    """Bytes without a row, stored in a transaction that failed, get one, and are then collected.

    Never removed as they are: somebody's transaction, which nobody else sees yet, may count on
    them. Making the row waits for that one.
    """
    adopted = 0
    for name in _strays(_files_in(shard)):
        path = Blob(sha256=name).storage_name
        modified = _modified_at(path)
        if modified is None or modified >= before:
            continue
        adopted += Blob.objects.get_or_create(
            sha256=name,
            defaults={"size": default_storage.size(path), "kept_at": modified},
        )[1]
    return adopted


def _files_in(shard: int) -> list[str]:
    try:
        names = default_storage.listdir(f"blobs/{shard:02x}")[1]
    except FileNotFoundError:
        return []
    return [name for name in names if len(name) == DIGEST_CHARACTERS]


def _strays(names: Sequence[str]) -> Iterable[str]:
    for start in range(0, len(names), PORTION):
        some = names[start : start + PORTION]
        known = Blob.objects.filter(pk__in=some).values_list("pk", flat=True)
        yield from set(some) - set(known)


def _modified_at(path: str) -> datetime | None:
    try:
        return default_storage.get_modified_time(path).astimezone(UTC)
    except FileNotFoundError:  # collected meanwhile
        return None


def _remove_drafts(shard: int, before: datetime) -> int:
    """Of processes that were killed; a bucket has none of them."""
    try:
        folder = default_storage.path(f"blobs/{shard:02x}")
    except NotImplementedError:
        return 0
    return storage.remove_drafts(folder, storage.DRAFT, before)
