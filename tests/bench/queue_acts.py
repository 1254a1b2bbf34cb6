"""`python -m tests.bench.queue_acts WAITING REVIEWERS`: times of the queue's acts, as JSON.

On the migrated and empty database of `DATABASE_URL`.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.utils import timezone  # noqa: E402

from projects.enums import Language, State  # noqa: E402
from projects.errors import DomainError  # noqa: E402
from projects.models import (  # noqa: E402
    Certification,
    Event,
    Project,
    StandingRequest,
    Submission,
    User,
)
from projects.operations import reviews, standing_requests  # noqa: E402
from projects.queries.queue import claimable_by, queue_position  # noqa: E402
from projects.queries.review_room import fitting_first, rows_of  # noqa: E402
from tests import factories  # noqa: E402

PROJECTS = 5
THREADS = 8
AT_ONCE = 40  # reviewers who are after the same work at the same moment
JOINING = 100
TAKEN = ("claim", "serve_request")


class Watch:
    """Milliseconds, by act."""

    def __init__(self) -> None:
        self.ms: dict[str, list[float]] = {}

    def time(self, name: str, act: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        came = act()
        spent = (time.perf_counter() - start) * 1000
        self.ms.setdefault(name, []).append(round(spent, 2))
        return came


def people(count: int, name: str) -> list[User]:
    now = timezone.now()
    rows = [
        User(
            email=f"{name}{n}@bench.test",
            name=f"{name} {n}",
            password="!",
            email_verified_at=now,
        )
        for n in range(count)
    ]
    return User.objects.bulk_create(rows)


def certified(projects: list[Project], count: int, name: str) -> list[User]:
    made = people(count, name)
    Certification.objects.bulk_create(
        Certification(user=one, project=project, language=language, state="certified")
        for one in made
        for project in projects
        for language in Language
    )
    return made


def waiting(projects: list[Project], count: int, name: str = "student") -> None:
    cohort, now = factories.cohort(), timezone.now()
    rubrics = {one.pk: one.rubrics.get() for one in projects}
    languages = list(Language)
    Submission.objects.bulk_create(
        Submission(
            student=student,
            cohort=cohort,
            project=(project := projects[n % PROJECTS]),
            rubric=rubrics[project.pk],
            edition="only",
            attempt=1,
            state=State.AWAITING_REVIEW,
            language=languages[n % len(languages)],
            notebook_name="notebook.ipynb",
            honour_code_at=now,
            queued_at=now - timedelta(minutes=count - n),
        )
        for n, student in enumerate(people(count, name))
    )


def page_of(reviewer: User) -> list[Submission]:
    return rows_of(fitting_first(reviewer).values_list("pk", flat=True)[:25])


def claims(watch: Watch, reviewers: list[User]) -> None:
    for one in reviewers:
        page = watch.time("page of 25", lambda one=one: page_of(one))
        oldest = watch.time("oldest", claimable_by(one).first)
        watch.time("place", lambda page=page: queue_position(page[-1]))
        watch.time("claim", lambda one=one, s=oldest: reviews.claim(s, by=one))


def leave(one: User, projects: list[Project], at_once: int) -> None:
    mine = standing_requests.open_request(
        by=one,
        wanted=[
            (project.pk, language) for project in projects for language in Language
        ],
        at_once=at_once,
    )
    standing_requests.serve_request(mine)


def joins(watch: Watch, projects: list[Project], askers: list[User]) -> None:
    """Nothing waits, everybody has asked; what joins goes to who has waited longest."""
    Submission.objects.filter(state__in=State.queued()).update(state=State.WITHDRAWN)
    for one in askers:
        leave(one, projects, 2)
    waiting(projects, JOINING, "late")
    for one in Submission.objects.filter(state=State.AWAITING_REVIEW):
        watch.time("serve", lambda one=one: standing_requests.serve(one))
    watch.time("sweep", standing_requests.sweep)
    watch.time("sweep", standing_requests.sweep)


def all_at_once(projects: list[Project], reviewers: list[User]) -> None:
    """Requests and claims of many at the same time, all of them after the same work."""

    def act(share: list[User]) -> None:
        for one in share:
            leave(one, projects, 3)
            for _ in range(2):
                oldest = claimable_by(one).first()
                if oldest is not None:
                    try:
                        reviews.claim(oldest, by=one)
                    except DomainError:
                        continue  # somebody was faster, or the hands are full
        connection.close()

    threads = [
        Thread(target=act, args=(reviewers[n::THREADS],)) for n in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def taken_twice() -> int:
    taken = Event.objects.filter(kind__in=TAKEN).values("submission")
    return taken.annotate(times=Count("pk")).filter(times__gt=1).count()


def main() -> None:
    count, reviewing = (int(one) for one in sys.argv[1:3])
    projects = [factories.project() for _ in range(PROJECTS)]
    reviewers = certified(projects, reviewing, "reviewer")
    waiting(projects, count)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as its autovacuum does within a minute
    watch = Watch()
    claims(watch, reviewers)
    for one in reviewers:
        watch.time("request", lambda one=one: leave(one, projects, 2))
    all_at_once(projects, certified(projects, AT_ONCE, "fast"))
    StandingRequest.objects.all().delete()
    joins(watch, projects, certified(projects, reviewing, "other"))
    json.dump({"ms": watch.ms, "twice": taken_twice()}, sys.stdout)


if __name__ == "__main__":
    main()
