"""The two cohorts, their students, reviewers and leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from projects.enums import CertificationState, EnrolmentState, Language
from projects.models import (
    Certification,
    Cohort,
    CohortLead,
    CohortProject,
    Enrolment,
    Extension,
    Project,
    User,
)
from projects.operations.demo.people import PASSWORD
from projects.operations.load.story import Course

HOST = "load.test"  # of all addresses
BATCH = 2000
DUE_WEEKS = (3, 6, 9, 13, 16)  # of the course of 2017
REVIEWERS = 60
JAPANESE = 130  # one student in so many
LEFT, PAUSED, EXTENDED = 0.03, 0.015, 0.02  # shares of the students
GIVEN = [
    "Ada",
    "Amara",
    "Anil",
    "Beatriz",
    "Björn",
    "Chen",
    "Chloe",
    "Daniel",
    "Devi",
    "Elif",
    "Emeka",
    "Farah",
    "Fatima",
    "Grace",
    "Hugo",
    "Ines",
    "Ivan",
    "Jonas",
    "Kofi",
    "Lea",
    "Liam",
    "Lucía",
    "Maya",
    "Mei",
    "Mateo",
    "Nadia",
    "Noor",
    "Olga",
    "Omar",
    "Priya",
    "Quentin",
    "Rosa",
    "Sam",
    "Sofia",
    "Tariq",
    "Uma",
    "Vera",
    "Wei",
    "Yara",
    "Zoë",
]
FAMILY = [
    "Abebe",
    "Ahmed",
    "Anders",
    "Bauer",
    "Byron",
    "Castillo",
    "Costa",
    "Diallo",
    "Dubois",
    "Eriksen",
    "Fischer",
    "Garcia",
    "Gupta",
    "Haddad",
    "Hansen",
    "Ibrahim",
    "Ito",
    "Jansen",
    "Kaya",
    "Khan",
    "Kim",
    "Kowalski",
    "Larsen",
    "Lopez",
    "Martin",
    "Mensah",
    "Moreau",
    "Müller",
    "Nakamura",
    "Nguyen",
    "Novak",
    "Okafor",
    "Park",
    "Patel",
    "Petrov",
    "Rossi",
    "Santos",
    "Silva",
    "Singh",
    "Smith",
    "Tanaka",
    "Torres",
    "Usman",
    "Varga",
    "Wang",
    "Weber",
    "Williams",
    "Yılmaz",
    "Zhang",
]
FAMILY_JA = [
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "山本",
    "中村",
    "小林",
    "加藤",
]
GIVEN_JA = ["陽菜", "蓮", "結衣", "湊", "葵", "悠真", "美咲", "大翔", "さくら", "健太"]


@dataclass(frozen=True)
class Kind:
    slug: str
    title: str
    weeks_ago: int  # its first Monday; eight weeks lie between January and March
    share: float  # of the students


KINDS = (
    Kind("load-january", "Deep Learning, January", 15, 10 / 13),
    Kind("load-march", "Deep Learning, March", 7, 3 / 13),
)


def make_cohort(kind: Kind, projects: Sequence[Project], now: datetime) -> Cohort:
    monday = now.date() - timedelta(days=now.weekday(), weeks=kind.weeks_ago)
    cohort = Cohort.objects.create(
        slug=kind.slug,
        title=kind.title,
        code=kind.slug.upper(),
        starts_on=monday,
        ends_on=monday + timedelta(weeks=17, days=-1),
    )
    CohortProject.objects.bulk_create(
        CohortProject(
            cohort=cohort,
            project=project,
            order=number,
            due_at=_end_of(monday + timedelta(weeks=weeks, days=-1)),
            grace_hours=24,
        )
        for number, (project, weeks) in enumerate(
            zip(projects, DUE_WEEKS, strict=True), 1
        )
    )
    return cohort


def _end_of(day: datetime | object) -> datetime:
    return datetime.combine(day, time(23, 59), ZoneInfo("UTC"))  # type: ignore[arg-type]


def course_of(cohort: Cohort, now: datetime) -> Course:
    due = cohort.cohort_projects.values_list("due_at", flat=True)
    start = datetime.combine(cohort.starts_on, time(8), ZoneInfo("UTC"))
    return Course(start, [at for at in due if at is not None], now)


def make_students(
    cohort: Cohort, count: int, password: str, random: Random
) -> list[User]:
    start = datetime.combine(cohort.starts_on, time(8), ZoneInfo("UTC"))
    users = [_student(cohort, n, password, start, random) for n in range(count)]
    made = User.objects.bulk_create(users, batch_size=BATCH)
    Enrolment.objects.bulk_create(
        (_enrolment(cohort, one, random) for one in made), batch_size=BATCH
    )
    Enrolment.objects.filter(cohort=cohort).update(joined_at=start - timedelta(days=9))
    return made


def _student(
    cohort: Cohort, n: int, password: str, start: datetime, random: Random
) -> User:
    is_japanese = n % JAPANESE == 1
    name = f"{random.choice(GIVEN)} {random.choice(FAMILY)}"
    if is_japanese:
        name = f"{random.choice(FAMILY_JA)} {random.choice(GIVEN_JA)}"
    joined = start - timedelta(days=random.uniform(1, 20))
    return User(
        email=f"{cohort.slug.removeprefix('load-')}-{n + 1}@{HOST}",
        password=password,
        name=name,
        language=Language.JAPANESE if is_japanese else Language.ENGLISH,
        email_verified_at=joined,
        date_joined=joined,
    )


def _enrolment(cohort: Cohort, student: User, random: Random) -> Enrolment:
    luck = random.random()
    state = EnrolmentState.ACTIVE
    if luck < LEFT:
        state = EnrolmentState.WITHDRAWN
    elif luck < LEFT + PAUSED:
        state = EnrolmentState.PAUSED
    since = None
    if state != EnrolmentState.ACTIVE:
        since = timezone.now() - timedelta(days=random.uniform(1, 40))
    return Enrolment(cohort=cohort, student=student, state=state, state_since=since)


def make_staff(projects: Sequence[Project], cohorts: Sequence[Cohort]) -> list[User]:
    """A lead of both cohorts, and reviewers, who are given back."""
    password, now = make_password(PASSWORD), timezone.now()
    common = {"password": password, "email_verified_at": now}
    lead = User.objects.create(
        email=f"lead@{HOST}",
        name="Lead of both cohorts",
        is_lead=True,
        leads_all_cohorts=False,
        **common,
    )
    CohortLead.objects.bulk_create(CohortLead(cohort=c, lead=lead) for c in cohorts)
    reviewers = User.objects.bulk_create(
        User(email=f"reviewer-{n + 1}@{HOST}", name=f"{given} {family}", **common)
        for n, (given, family) in enumerate(
            zip((GIVEN * 2)[:REVIEWERS], (FAMILY * 2)[7:], strict=False)
        )
    )
    Certification.objects.bulk_create(
        Certification(
            user=one,
            project=project,
            language=language,
            state=CertificationState.CERTIFIED,
            since=now - timedelta(weeks=20),
        )
        for one in reviewers
        for project in projects
        for language in Language
    )
    return reviewers


def grant_extensions(cohort: Cohort, by: User, random: Random) -> None:
    """One student in fifty has more time for the first project."""
    first = cohort.cohort_projects.select_related("project")[0]
    if first.due_at is None:
        return
    Extension.objects.bulk_create(
        Extension(
            enrolment=one,
            project=first.project,
            due_at=first.due_at + timedelta(days=random.randint(3, 14)),
            reason="Ill for a week.",
            granted_by=by,
            granted_at=first.due_at - timedelta(days=1),
        )
        for one in cohort.enrolments.order_by("pk")
        if random.random() < EXTENDED
    )
