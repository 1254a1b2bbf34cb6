"""Run with a course's settings: which pages are asked for, by whom.

    python -m tests.bench.course.pages

Prints a list of pages, each with its name, ten paths and ten session keys: ten people ask at once,
and each of them for what is theirs.
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import cycle, islice

import django

django.setup()

from django.urls import reverse  # noqa: E402

from projects.enums import State  # noqa: E402
from projects.models import (  # noqa: E402
    Cohort,
    CohortLead,
    Enrolment,
    Submission,
    User,
)
from tests.bench.sessions import session_of  # noqa: E402

AT_ONCE = 10
COHORT = "load-january"
Pairs = Iterable[tuple[User, str]]


def page(name: str, pairs: Pairs) -> dict[str, object]:
    """Who asks for which path; repeated where there are fewer than ten."""
    found = list(islice(pairs, AT_ONCE))
    if not found:
        raise LookupError(f"nobody can open {name}")
    rows = list(islice(cycle(found), AT_ONCE))
    return {
        "name": name,
        "paths": [path for _person, path in rows],
        "sessions": [SESSIONS(person) for person, _path in rows],
    }


class _Sessions:
    """One for each person."""

    def __init__(self) -> None:
        self._keys: dict[int, str] = {}

    def __call__(self, person: User) -> str:
        if person.pk not in self._keys:
            self._keys[person.pk] = session_of(person)
        return self._keys[person.pk]


SESSIONS = _Sessions()


def staff(kind: str, **fields: object) -> list[User]:
    return [
        User.objects.create_user(
            f"bench-{kind}-{number}@load.test", name=f"{kind} {number}", **fields
        )
        for number in range(AT_ONCE)
    ]


def leads(cohort: Cohort) -> list[User]:
    """Of this cohort alone, as most leads are."""
    made = staff("lead", is_lead=True, leads_all_cohorts=False)
    CohortLead.objects.bulk_create(CohortLead(cohort=cohort, lead=one) for one in made)
    return made


def everybody(people: Sequence[User], name: str, *arguments: object) -> Pairs:
    path = reverse(name, args=arguments)
    return ((one, path) for one in people)


def of_students(cohort: Cohort, reader: Sequence[User]) -> Pairs:
    rows = Enrolment.objects.filter(cohort=cohort).order_by("pk")[7 : 7 + AT_ONCE]
    for lead, one in zip(reader, rows, strict=False):
        yield lead, reverse("projects:cohort_student", args=[cohort.slug, one.pk])


def attempts(rows: Iterable[Submission], who: Callable[[Submission], User]) -> Pairs:
    """The review's page for its reviewer, the submission's for its student."""
    seen: set[int] = set()
    for one in rows:
        person = who(one)
        if person.pk not in seen:
            seen.add(person.pk)
            room = "submission" if person.pk == one.student_id else "review"
            yield person, reverse(f"projects:{room}", args=[one.uid])


def main() -> None:
    cohort = Cohort.objects.get(slug=COHORT)
    own, admins = leads(cohort), staff("admin", is_staff=True, is_superuser=True)
    active = Enrolment.objects.filter(cohort=cohort, state="active")
    students = [one.student for one in active.select_related("student")[:AT_ONCE]]
    reviewers = list(User.objects.filter(email__startswith="reviewer-")[:AT_ONCE])
    rows = Submission.objects.filter(cohort=cohort).select_related(
        "student", "reviewer"
    )
    reviewed = rows.filter(state__in=State.reviewed(), attempt__gt=1).order_by("pk")
    held = rows.filter(state=State.IN_REVIEW).order_by("-claim_expires_at")
    slug = cohort.slug
    pages = [
        page("board", everybody(own, "projects:board", slug)),
        page("heat map", everybody(own, "projects:cohort_map", slug)),
        page("a student's page", of_students(cohort, own)),
        page("statistics: progress", everybody(own, "projects:statistics", slug)),
        page("statistics: times", everybody(own, "projects:statistics_times", slug)),
        page("statistics: checks", everybody(own, "projects:statistics_checks", slug)),
        page("who needs help", everybody(own, "projects:help", slug)),
        page("people", everybody(own, "projects:people", slug)),
        page("queue", everybody(reviewers, "projects:queue")),
        page("workspace", attempts(held[:200], lambda one: one.reviewer or own[0])),
        page("home", everybody(students, "projects:home")),
        page("submission", attempts(reviewed[:200], lambda one: one.student)),
        page("workers", everybody(admins, "projects:workers")),
        page(
            "admin's list of submissions",
            everybody(admins, "admin:projects_submission_changelist"),
        ),
        page("API's list, admin", everybody(admins, "api:submission-list")),
        page("API's list, lead", everybody(own, "api:submission-list")),
    ]
    json.dump(
        {"pages": pages, "roster": reverse("projects:roster", args=[slug])}, sys.stdout
    )


if __name__ == "__main__":
    main()
