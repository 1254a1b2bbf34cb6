"""Pages as people open them, each with whoever may read it: for counting what a page costs.

Works on any site with people in it, a small one of a test or the one of `seed_load`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse

from projects.enums import CertificationState, EnrolmentState, State
from projects.models import (
    Certification,
    Cohort,
    Enrolment,
    Likeness,
    Message,
    MessageTemplate,
    Regrade,
    Remark,
    Review,
    ReviewAudit,
    RoleInvitation,
    Submission,
    User,
)
from projects.operations import reviews
from projects.queries.queue import claimable_by, in_hand

OF_COHORT = (
    *("board", "cohort_map", "help", "help_rules", "messages", "message_new"),
    *("message_templates", "message_template_new", "people", "people_csv"),
    *("cohort_changes", "join_code", "invitations", "roster"),
    *("statistics", "statistics_times", "statistics_checks", "cohort_settings"),
)
PLAN = ("projects", "weeks", "sessions", "channels")
OF_LEADS = (
    *("queue", "my_reviews", "held", "explanations", "cohorts", "known_solutions"),
    *("regrades", "quality", "quality_criteria", "audits", "remarks"),
    *("inbox", "account"),
)
OF_SITE = (
    *("workers", "certifications", "certification_give", "leads", "all_changes"),
    *("cohort_new", "regrade_start"),
)
OF_REVIEWERS = (
    *("queue", "standing_request", "my_reviews", "remarks", "remark_keep"),
    *("quality", "quality_criteria", "audits", "my_certifications", "inbox", "account"),
)
OF_STUDENTS = (
    *("home", "syllabus", "inbox", "account", "letters", "my_certifications"),
    *("join", "delete_account"),
)
SEARCHES = (
    *("?sort=waiting", "?needs=late", "?name=a", "?page=2", "?state=returned"),
    "?needs=stuck&sort=progress",
)
ADMIN = (
    *("submission", "run", "step", "event", "user", "review", "certification"),
    *("cohort", "letter", "enrolment"),
)


@dataclass(frozen=True)
class Visit:
    page: str
    who: str
    person: User
    address: str

    def __str__(self) -> str:
        return f"{self.page} · {self.who}"


@dataclass(frozen=True)
class People:
    """`lead` was given the cohort, `site_lead` leads all of them."""

    reviewer: User
    lead: User
    site_lead: User
    admin: User


def visits(
    cohort: Cohort, people: People, subjects: Mapping[State, Submission]
) -> Iterator[Visit]:
    """`subjects`: a submission of the cohort in each state, of which the pages are opened."""
    for state, one in subjects.items():
        yield from of_submission(state, one, people)
    student = subjects[State.APPROVED].student
    yield from _of_student(student, cohort, subjects)
    yield from _of_reviewer(people.reviewer)
    for who, person in (
        *(("lead", people.lead), ("site lead", people.site_lead)),
        ("admin", people.admin),
    ):
        yield from _of_lead(who, person, cohort, subjects[State.APPROVED])
    yield from _of_admin(people.admin)


def of_submission(state: State, one: Submission, people: People) -> Iterator[Visit]:
    uid = {"uid": one.uid}
    holder = one.reviewer or people.reviewer
    readers = [("lead", people.lead), ("admin", people.admin), ("reviewer", holder)]
    of_student = ("submission", "attempts", "changes")
    for page in of_student:
        address = reverse(f"projects:{page}", kwargs=uid)
        yield Visit(f"{page} {state}", "student", one.student, address)
    file = reverse("projects:notebook", kwargs={**uid, "name": one.notebook_name})
    yield Visit(f"notebook {state}", "student", one.student, file)
    project = reverse("projects:project", args=[one.project.slug])
    at = f"{project}?cohort={one.cohort.slug}"
    yield Visit(f"project {state}", "student", one.student, at)
    for who, reader in readers:
        if not Submission.objects.visible_to(reader).filter(pk=one.pk).exists():
            continue
        for page in (*of_student, "review", "remarks_fitting"):
            address = reverse(f"projects:{page}", kwargs=uid)
            yield Visit(f"{page} {state}", who, reader, address)
        yield Visit(f"notebook {state}", who, reader, file)
        api = reverse("api:submission-detail", args=[one.uid])
        yield Visit(f"api one {state}", who, reader, api)
        for alike in Likeness.objects.filter(submission=one)[:1]:
            address = reverse("projects:likeness", kwargs={**uid, "pk": alike.pk})
            yield Visit(f"likeness {state}", who, reader, address)
        if state == State.EXPLAINING:
            address = reverse("projects:explanation", kwargs=uid)
            yield Visit(f"explanation {state}", who, reader, address)
        if state == State.AWAITING_REVIEW and who != "reviewer":
            yield Visit("assign", who, reader, reverse("projects:assign", kwargs=uid))


def _of_student(
    student: User, cohort: Cohort, subjects: Mapping[State, Submission]
) -> Iterator[Visit]:
    for page in OF_STUDENTS:
        yield Visit(page, "student", student, reverse(f"projects:{page}"))
    for state in (State.CHECKING, State.AWAITING_REVIEW, State.CHANGES_REQUESTED):
        if state in subjects:
            mine = subjects[state].student
            yield Visit(f"home {state}", "student", mine, reverse("projects:home"))
    take = reverse("projects:certificate_take", args=[cohort.slug])
    yield Visit("certificate_take", "student", student, take)
    yield Visit("api list", "student", student, reverse("api:submission-list"))


def _of_reviewer(reviewer: User) -> Iterator[Visit]:
    for page in OF_REVIEWERS:
        yield Visit(page, "reviewer", reviewer, reverse(f"projects:{page}"))
    queue = reverse("projects:queue")
    for search in ("?machine=failed&disputed=no", "?attempt=again", "?page=2"):
        yield Visit(f"queue {search}", "reviewer", reviewer, queue + search)
    mine = reverse("projects:my_reviews")
    yield Visit("my_reviews ?words", "reviewer", reviewer, f"{mine}?words=the")
    yield Visit("api list", "reviewer", reviewer, reverse("api:submission-list"))


def _of_lead(who: str, lead: User, cohort: Cohort, one: Submission) -> Iterator[Visit]:
    everywhere = OF_SITE if lead.leads_everywhere else ()
    if not lead.is_staff:
        everywhere = tuple(page for page in everywhere if page != "cohort_new")
    for page in (*OF_LEADS, *everywhere):
        yield Visit(page, who, lead, reverse(f"projects:{page}"))
    for page in OF_COHORT:
        yield Visit(page, who, lead, reverse(f"projects:{page}", args=[cohort.slug]))
    board = reverse("projects:board", args=[cohort.slug])
    cohort_map = reverse("projects:cohort_map", args=[cohort.slug])
    people = reverse("projects:people", args=[cohort.slug])
    for search in SEARCHES:
        yield Visit(f"board {search}", who, lead, board + search)
    for search in SEARCHES[:3]:
        yield Visit(f"cohort_map {search}", who, lead, cohort_map + search)
        yield Visit(f"people {search}", who, lead, people + search)
    for part in PLAN:
        address = reverse("projects:cohort_part", args=[cohort.slug, part])
        yield Visit(f"cohort_part {part}", who, lead, address)
    enrolment = Enrolment.objects.get(cohort=cohort, student=one.student)
    for page in ("cohort_student", "help_history"):
        address = reverse(f"projects:{page}", args=[cohort.slug, enrolment.pk])
        yield Visit(page, who, lead, address)
    person = reverse("projects:participant", args=[cohort.slug, one.student_id])
    yield Visit("participant", who, lead, person)
    yield Visit("api list", who, lead, reverse("api:submission-list"))
    yield from _of_rows(who, lead, cohort, one)


def _of_rows(who: str, lead: User, cohort: Cohort, one: Submission) -> Iterator[Visit]:
    """Pages of rows that a site has by what people did: as far as there are any."""
    slug = {"slug": cohort.slug}
    rows = [
        ("message", slug, Message.objects.filter(cohort=cohort)),
        ("message_template", slug, MessageTemplate.objects.filter(cohort=cohort)),
        ("sent_invitation", slug, cohort.invitations.all()),
        ("roster_preview", slug, cohort.rosters.all()),
        ("regrade", {}, Regrade.objects.all()),
        ("audit", {}, ReviewAudit.objects.filter(lead=lead)),
    ]
    if lead.leads_everywhere:
        certified = Certification.objects.filter(state=CertificationState.CERTIFIED)
        rows.append(("certification", {}, certified))
        rows.append(("lead", {}, User.objects.filter(is_lead=True)))
        rows.append(("sent_role", {}, RoleInvitation.objects.all()))
    if lead.is_staff:
        students = User.objects.filter(pk=one.student_id)
        rows += [("persons_data", {}, students), ("erase_person", {}, students)]
        rows.append(("person_account", {}, students))
    for page, arguments, found in rows:
        row = found.order_by("pk").first()
        if row is not None:
            address = reverse(f"projects:{page}", kwargs={**arguments, "pk": row.pk})
            yield Visit(page, who, lead, address)
    remark = Remark.objects.filter(owner=None).first()
    if remark is not None:
        yield Visit("remark", who, lead, reverse("projects:remark", args=[remark.pk]))
    criterion = one.rubric.criteria.first()
    if criterion is not None:
        where = [one.project.slug, criterion.slug]
        yield Visit("overruled", who, lead, reverse("projects:overruled", args=where))


def _of_admin(admin: User) -> Iterator[Visit]:
    yield Visit("admin index", "admin", admin, reverse("admin:index"))
    for model in ADMIN:
        address = reverse(f"admin:projects_{model}_changelist")
        yield Visit(f"admin {model}", "admin", admin, address)


def subjects_in(cohort: Cohort) -> dict[State, Submission]:
    """One in each state that there is, with the longest history behind it."""
    found = {}
    rows = Submission.objects.filter(cohort=cohort).select_related(
        "student", "reviewer", "project", "rubric", "cohort"
    )
    active = rows.filter(student__enrolments__state=EnrolmentState.ACTIVE)
    # Whoever has passed opens home, too: with nothing to answer, on a site of any size.
    answering = rows.filter(state=State.CHANGES_REQUESTED).values("student")
    for state in State:
        fitting = active.filter(state=state).order_by("-attempt", "-pk")
        if state == State.APPROVED:
            fitting = fitting.exclude(student__in=answering)
        row = fitting.first()
        if row is not None:
            found[state] = row
    return found


def reviewer_in(cohort: Cohort) -> User:
    """Who wrote the last review here, with a second attempt in hand: seeding gives it at some hours only."""
    last = Review.objects.filter(submission__cohort=cohort).order_by("-pk")
    reviewer = last[0].reviewer
    if not in_hand(reviewer).filter(attempt__gt=1).exists():
        again = claimable_by(reviewer).filter(attempt__gt=1)
        reviews.claim((again or claimable_by(reviewer))[0], by=reviewer)
    return reviewer
