"""The demo course: everybody can sign in, every state is there, and times make sense."""

import io

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from projects.enums import (
    CommentTag,
    EventKind,
    LetterState,
    RunState,
    State,
    StepState,
)
from projects.models import (
    Artifact,
    Cohort,
    Comment,
    CriterionDispute,
    Event,
    Letter,
    Project,
    Rating,
    Run,
    Step,
    Submission,
    User,
)
from projects.operations.demo import PASSWORD, PEOPLE, live, seed
from projects.operations.demo.clock import Clock
from projects.operations.demo.course import ago, told
from projects.operations.pack_sync import sync_packs
from projects.rules import is_review_staff
from protocol.artifacts import EXECUTED
from protocol.exhibits import EXHIBITS

pytestmark = pytest.mark.django_db


@pytest.fixture
def packs():
    return sync_packs(settings.PACKS_DIR)


@pytest.fixture(scope="module")
def course(django_db_setup, django_db_blocker):
    """The whole course, made once: each test sees it, and takes back what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        sync_packs(settings.PACKS_DIR)
        seed()
        live()
        yield Cohort.objects.get()
        transaction.set_rollback(True)


def test_everybody_of_the_demo_can_sign_in(packs, client):
    assert seed() is True
    for person in PEOPLE:
        assert client.login(username=person.email, password=PASSWORD), person


def test_without_being_asked_nothing_is_handed_in(packs):
    call_command("seed_demo")
    assert not Submission.objects.exists()


def test_one_command_sets_everything_up_and_names_the_accounts(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    out = io.StringIO()
    call_command("set_up", stdout=out)
    assert (settings.STATIC_ROOT / "css" / "base.css").is_file()
    assert Submission.objects.exists()
    lines = out.getvalue().splitlines()
    assert lines[0] == "Demo data made."
    assert [line.split()[-1] for line in lines[1:]] == [PASSWORD] * len(PEOPLE)


def test_seeding_again_changes_nothing(course, capsys):
    def rows():
        people = set(User.objects.values_list("pk", "password", "date_joined"))
        return people, set(Event.objects.values_list("pk", "at")), Step.objects.count()

    before = rows()
    call_command("seed_demo", "--with-submissions")
    assert rows() == before
    assert "was there already" in capsys.readouterr().out


def test_there_is_work_in_every_state(course):
    assert set(Submission.objects.values_list("state", flat=True)) == set(State.values)


def test_about_twenty_students_some_japanese(course):
    students = User.objects.filter(enrolments__cohort=course)
    assert 20 <= students.count() <= 30
    assert 5 <= students.filter(language="ja").count() <= 12
    assert students.values("name").distinct().count() == students.count()


def test_every_project_has_a_run_with_a_curve_and_what_it_shows(course):
    trained = Step.objects.filter(kind="train", state=StepState.PASSED)
    for project in Project.objects.all():
        step = trained.filter(run__submission__project=project).first()
        assert step is not None, project
        assert step.run.progress.filter(kind="curve").exists()
        assert Artifact.objects.filter(run=step.run, name=EXECUTED).exists()
        assert step.figures.get(EXHIBITS) or project.order == 1


def test_what_was_just_handed_in_waits_for_the_workers_like_anybodys(course):
    checking = Submission.objects.filter(state=State.CHECKING)
    assert checking.count() == 2
    queued = Step.objects.filter(state=StepState.QUEUED)
    assert {step.run.submission for step in queued} == set(checking)
    live_runs = Run.objects.filter(state__in=RunState.live())
    assert {run.submission for run in live_runs} == set(checking)


def test_times_follow_one_another_and_none_lies_ahead(course):
    now = timezone.now()
    for submission in Submission.objects.prefetch_related("events", "runs__steps"):
        told_at = [event.at for event in submission.events.all()]
        assert told_at == sorted(told_at)
        assert told_at[-1] <= now
        times = (
            submission.submitted_at,
            submission.queued_at,
            submission.claimed_at,
            submission.decided_at,
        )
        known = [time for time in times if time is not None]
        if submission.state != State.HELD:
            assert known == sorted(known), submission
        for step in submission.runs.get().steps.all():
            if step.finished_at is not None and step.started_at is not None:
                assert submission.submitted_at <= step.started_at <= step.finished_at
                assert 0 <= step.duration_s() < 3600


def test_waits_are_believable(course):
    reviewed = Submission.objects.filter(state__in=State.reviewed())
    for submission in reviewed:
        hours = (submission.decided_at - submission.queued_at).total_seconds() / 3600
        assert 1 < hours < 24, submission
    assert course.starts_on < Submission.objects.last().submitted_at.date()


def test_reviews_in_hand_have_hours_left(course):
    in_review = Submission.objects.filter(state=State.IN_REVIEW)
    assert in_review.count() == 2
    assert set(in_review) == set(Submission.objects.in_hand())
    drafts = [submission.reviews.get(published_at=None) for submission in in_review]
    assert all(draft.general and draft.criteria.exists() for draft in drafts)


def test_a_second_attempt_differs_after_changes_were_required(course):
    second = Submission.objects.get(state=State.IN_REVIEW, attempt=2)
    first = second.previous
    assert first.state == State.CHANGES_REQUESTED
    blobs = [{file.blob_id for file in one.files.all()} for one in (first, second)]
    assert blobs[0] & blobs[1] == set()


def test_there_are_comments_of_every_kind_a_dispute_and_ratings(course):
    assert set(Comment.objects.values_list("tag", flat=True)) == set(CommentTag.values)
    assert not Comment.objects.filter(line=None).exists()
    assert CriterionDispute.objects.count() == 1
    approved = Rating.objects.filter(review__verdict=State.APPROVED)
    assert approved.exclude(body="").count() > 3


def test_letters_of_the_past_are_not_sent_now(course):
    assert Letter.objects.exists()
    assert not Letter.objects.exclude(state=LetterState.SENT).exists()


def test_nobody_is_told_in_the_wrong_order(course):
    for person in User.objects.annotate(n=Count("notifications")).filter(n__gt=1):
        told = person.notifications.filter(event__isnull=False).select_related("event")
        told_of = [one.happened.at for one in told]
        assert told_of == sorted(told_of, reverse=True), person


def test_every_page_of_everybody_answers(course, client):
    rooms = [reverse(f"projects:{name}") for name in ("inbox", "account")]
    rooms += [reverse("projects:project", args=[p.slug]) for p in Project.objects.all()]
    for person in PEOPLE:
        user = User.objects.get(email=person.email)
        client.force_login(user)
        for url in (*rooms, *_rooms_of(user, course)):
            assert client.get(url).status_code == 200, (person.email, url)


def _rooms_of(user, course):
    if user.enrolments.exists():
        yield reverse("projects:home")
    if is_review_staff(user):
        yield from (reverse("projects:queue"), reverse("projects:my_reviews"))
    if user.is_lead or user.is_staff:
        yield from map(
            reverse, ("projects:held", "projects:workers", "projects:cohorts")
        )
        yield from (
            reverse("projects:board", args=[course.slug]),
            reverse("projects:regrades"),
        )


def test_every_submission_answers_its_student_and_a_reviewer(course, client):
    lead = User.objects.get(is_lead=True)
    for submission in Submission.objects.all():
        client.force_login(submission.student)
        url = reverse("projects:submission", args=[submission.uid])
        assert client.get(url).status_code == 200, url
    client.force_login(lead)
    for submission in Submission.objects.filter(state=State.IN_REVIEW):
        url = reverse("projects:review", args=[submission.uid])
        assert client.get(url).status_code == 200, url


def test_the_story_reads_its_times_and_tells_the_oldest_first():
    assert ago("2d 3h 4m").total_seconds() == 2 * 86400 + 3 * 3600 + 4 * 60
    acts = told()[1]
    assert [act.ago for act in acts] == sorted((a.ago for a in acts), reverse=True)


def test_a_clock_is_told_only_while_it_runs():
    clock = Clock()
    clock.ago(ago("3d"))
    before = timezone.now()
    with clock.running():
        then = timezone.now()
        clock.passes(ago("1h"))
        assert timezone.now() - then == ago("1h")
        assert Event().at == timezone.now()
    assert before - then > ago("2d 23h")
    assert timezone.now() >= before


def test_a_fault_of_the_story_is_told_to_staff_in_the_inbox(course):
    held = Submission.objects.get(state=State.HELD)
    assert held.events.filter(kind=EventKind.HOLD_CHECKS).exists()
    assert held.runs.get().state == RunState.ERRORED
