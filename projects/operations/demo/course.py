"""The course's life over the past weeks, as `course.toml` tells it, act after act."""

import logging
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from projects.enums import Language, LetterState
from projects.models import Cohort, Enrolment, Letter, Submission, User
from projects.operations import help_lists
from projects.operations.demo import training
from projects.operations.demo.acts import perform
from projects.operations.demo.clock import Clock
from projects.operations.demo.people import COHORT_CODE, HOST, PEOPLE, STUDENT, Person
from projects.operations.demo.seeding import enrol
from projects.operations.demo.student import Student

COURSE = Path(__file__).parent / "course.toml"
JOINED = timedelta(days=3)  # before the first act
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


@dataclass(frozen=True)
class Act:
    ago: timedelta
    student: str  # e-mail address
    what: Mapping[str, Any]


def ago(text: str) -> timedelta:
    """`"12d 3h 20m"` as a time."""
    parts = re.findall(r"(\d+)([dhm])", text)
    return timedelta(**{_UNITS[unit]: int(number) for number, unit in parts})


def told() -> tuple[list[Person], list[Act]]:
    """The students that the story adds, and all acts, the oldest first."""
    data = tomllib.loads(COURSE.read_text("utf-8"))
    printed = {person.email for person in PEOPLE}
    people, acts = [], []
    for entry in data["students"]:
        email = entry["email"]
        if email not in printed:
            language = Language(entry.get("language", "en"))
            people.append(Person(STUDENT, email, entry["name"], language))
        acts += [Act(ago(act["ago"]), email, act) for act in entry["acts"]]
    return people, sorted(acts, key=lambda act: act.ago, reverse=True)


@transaction.atomic
def live() -> int:
    """Has the story happen, once; how many submissions were made.

    What it ends with is handed in just now, and graded by the workers like anybody's.
    """
    cohort = Cohort.objects.get(code=COHORT_CODE)
    if cohort.submissions.exists():
        return 0
    people, acts = told()
    enrol(people, cohort)
    clock = Clock()
    students: dict[str, Student] = {}
    with clock.running(), _quiet():
        for act in acts:
            clock.ago(act.ago)
            if act.student not in students:
                user = User.objects.get(email=act.student)
                _joined(user)
                students[act.student] = Student(user, cohort, clock)
            perform(students[act.student], act.what)
        training.live(clock)
    _delivered()
    help_lists.work_out(cohort)
    return Submission.objects.filter(cohort=cohort).count()


@contextmanager
def _quiet() -> Iterator[None]:
    """What goes wrong in the story alarms nobody at the terminal."""
    logging.disable(logging.ERROR)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _joined(user: User) -> None:
    at = timezone.now() - JOINED
    User.objects.filter(pk=user.pk).update(date_joined=at, email_verified_at=at)
    Enrolment.objects.filter(student=user).update(joined_at=at)


def _delivered() -> None:
    """Letters of the past went out when they were due: the mail worker sends none now."""
    told = Letter.objects.filter(address__endswith=f"@{HOST}")
    told.update(state=LetterState.SENT, tries=1, sent_at=F("next_try_at"))
