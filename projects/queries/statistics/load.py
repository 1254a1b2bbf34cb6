"""The queue, the machines and the reviewers of a cohort against its dates."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from projects.enums import Queue, State
from projects.models import Cohort, Step, Submission, User
from projects.queries.schedule import Scheduled
from projects.queries.spread import Spread, spread
from projects.queries.statistics.published import Published
from projects.queries.statistics.weeks import Weeks, place

LATELY = timedelta(weeks=4)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class ReviewerLoad:
    reviewer: User
    published: int
    lately: int  # of them in the last four weeks
    in_hand: int


@dataclass(frozen=True)
class Load:
    uploads: Sequence[int]  # in each week
    handed_in: Sequence[int]  # joined the review queue
    reviewed: Sequence[int]
    waiting: Sequence[int]  # for a review, at the week's end
    work_hours: dict[str, Sequence[float]]  # of workers, by queue
    worker_waits: Sequence[Spread | None]  # until a worker took a step
    due: Sequence[
        tuple[float, int]
    ]  # where dates lie on the axis, and of which project
    reviewers: Sequence[ReviewerLoad]


def load_of(
    cohort: Cohort,
    schedule: Sequence[Scheduled],
    weeks: Weeks,
    published: Sequence[Published],
) -> Load:
    submissions = _submissions(cohort)
    queued = [(at, done) for _up, at, done in submissions if at is not None]
    joined = weeks.each(at for at, _done in queued)
    left = weeks.reached(done for _at, done in queued if done is not None)
    waits, work = _steps(cohort, weeks)
    return Load(
        uploads=weeks.each(up for up, *_ in submissions),
        handed_in=joined,
        reviewed=weeks.each(one.published_at for one in published),
        waiting=[
            here - gone
            for here, gone in zip(
                weeks.reached(at for at, _done in queued), left, strict=True
            )
        ],
        work_hours=work,
        worker_waits=waits,
        due=[(place(cohort, one.due_at), one.number) for one in schedule if one.due_at],
        reviewers=_reviewers(cohort, published),
    )


def _submissions(
    cohort: Cohort,
) -> list[tuple[datetime, datetime | None, datetime | None]]:
    rows = Submission.objects.filter(cohort=cohort).exclude(state=State.WITHDRAWN)
    return list(rows.order_by().values_list("submitted_at", "queued_at", "decided_at"))


def _steps(
    cohort: Cohort, weeks: Weeks
) -> tuple[list[Spread | None], dict[str, Sequence[float]]]:
    """How long steps waited for a worker, and how long they kept workers, by week."""
    steps = Step.objects.filter(
        run__submission__cohort=cohort,
        run__regrade=None,
        queued_at__isnull=False,
        started_at__isnull=False,
    )
    waits: list[list[timedelta]] = [[] for _ in range(len(weeks))]
    work = {queue.value: [0.0] * len(weeks) for queue in Queue}
    for queue, queued, started, finished in (
        steps.order_by()
        .values_list("queue", "queued_at", "started_at", "finished_at")
        .iterator(chunk_size=5_000)
    ):
        if queued is None or started is None:
            continue
        week = weeks.index(queued)
        waits[week].append(max(started - queued, timedelta()))
        if finished is not None:
            work[queue][week] += (finished - started) / HOUR
    return [spread(one) for one in waits], dict(work)


def _reviewers(cohort: Cohort, reviews: Sequence[Published]) -> list[ReviewerLoad]:
    """The busiest of the last weeks first."""
    since = timezone.now() - LATELY
    published = Counter(one.reviewer for one in reviews)
    lately = Counter(one.reviewer for one in reviews if one.published_at >= since)
    held = Submission.objects.in_hand().filter(cohort=cohort).order_by()
    own = held.filter(reviewer=OuterRef("pk")).values("reviewer")
    people = User.objects.filter(
        Q(pk__in=list(published)) | Q(pk__in=held.values("reviewer"))
    ).annotate(holds=Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), 0))
    rows = [
        ReviewerLoad(one, published[one.pk], lately[one.pk], one.holds)
        for one in people
    ]
    return sorted(rows, key=lambda row: (-row.lately, -row.published, row.reviewer.pk))
