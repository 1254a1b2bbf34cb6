"""Run with a course's settings: students at the deadline, runs that wait, and reviewers.

    python -m tests.bench.hour.people UPLOADERS WATCHERS REVIEWERS

Prints session keys; of the watchers also the addresses of their submissions.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from notebooks.intake import HandIn, take_in  # noqa: E402
from projects.enums import Language  # noqa: E402
from projects.models import (  # noqa: E402
    Certification,
    Cohort,
    Enrolment,
    Project,
    User,
)
from projects.operations.submissions import submit  # noqa: E402
from projects.queries.intake import signature_of  # noqa: E402
from tests.bench.hour.notebooks import EXEMPLAR, different  # noqa: E402
from tests.bench.sessions import session_of  # noqa: E402

COHORT, PROJECT = "load-march", "first-neural-network"


def students(cohort: Cohort, count: int, name: str) -> list[User]:
    now = timezone.now()
    made = User.objects.bulk_create(
        User(
            email=f"{name}-{number}@load.test",
            name=f"{name.title()} {number}",
            password="!",
            email_verified_at=now,
        )
        for number in range(count)
    )
    Enrolment.objects.bulk_create(Enrolment(cohort=cohort, student=one) for one in made)
    return made


def certified(count: int) -> list[User]:
    """For every project and language, with nothing in hand."""
    now = timezone.now()
    made = User.objects.bulk_create(
        User(
            email=f"at-the-deadline-{number}@load.test",
            name=f"Reviewer at the deadline {number}",
            password="!",
            email_verified_at=now,
        )
        for number in range(count)
    )
    Certification.objects.bulk_create(
        Certification(user=one, project=project, language=language, state="certified")
        for one in made
        for project in Project.objects.filter(announced=False)
        for language in Language
    )
    return made


def waiting(cohort: Cohort, project: Project, who: list[User]) -> list[str]:
    """One submission each, as `submit` makes it; addresses of their pages."""
    signature = signature_of(project)
    data = Path(EXEMPLAR).read_bytes()
    read = take_in([(EXEMPLAR.name, data)], signature, [signature])
    paths = []
    for number, student in enumerate(who):
        files = {read.notebook_name: different(data, -number - 1)}
        mine: HandIn = replace(read, files=files)
        made = submit(
            by=student, cohort=cohort, project=project, intake=mine, honour_code=True
        )
        paths.append(reverse("projects:submission", args=[made.uid]))
    return paths


@transaction.atomic
def main(uploaders: int, watchers: int, reviewers: int) -> None:
    cohort = Cohort.objects.get(slug=COHORT)
    project = Project.objects.get(slug=PROJECT)
    watching = students(cohort, watchers, "watcher")
    found = {
        "project": reverse("projects:project", args=[PROJECT]),
        "uploaders": [
            session_of(one) for one in students(cohort, uploaders, "uploader")
        ],
        "watchers": [session_of(one) for one in watching],
        "watched": waiting(cohort, project, watching),
        "reviewers": [session_of(one) for one in certified(reviewers)],
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
