"""Settings of the running site: what is taken, what the audit says, who sees a change, and when."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from projects import site_settings
from projects.enums import AuditKind, Language, Queue, State, StepState
from projects.errors import DomainError, Incomplete, NotAllowed, TooOften, WrongState
from projects.models import AuditEntry, ChosenSetting, Step, UploadAttempt, current
from projects.models.site_setting import forget, remember
from projects.operations import (
    claims,
    grading,
    reviews,
    submissions,
    upload_limits,
)
from projects.operations.site_settings import back_to_default, change
from projects.queries import hand_ins, quota
from projects.site_settings import SECTIONS, SETTINGS, Number, Switch, Words
from tests import factories
from tests.projects.test_submissions import intake_for

pytestmark = pytest.mark.django_db

WHY = "The disk is nearly full."
HOURS = site_settings.REVIEW_HOURS
NOTE = {"en": "Maintenance tonight", "ja": "今夜メンテナンスをします"}


@pytest.fixture
def admin():
    return factories.admin("Root")


def test_what_nobody_changed_is_as_the_environment_says(settings):
    settings.REVIEW_HOURS = 9
    assert current(HOURS) == 9
    assert current(site_settings.HAND_INS_OPEN) is True
    assert current(site_settings.NOTICE) == {}


def test_a_change_holds_at_once_and_says_who_when_and_why(admin):
    assert change(HOURS, 20, by=admin, reason=WHY)
    assert current(HOURS) == 20
    row = ChosenSetting.objects.get()
    assert (row.name, row.value, row.changed_by) == ("review-hours", 20, admin)
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.actor, entry.reason) == (
        AuditKind.SETTING_CHANGED,
        admin,
        WHY,
    )
    assert entry.data == {
        "setting": "review-hours",
        "before": 12,
        "after": 20,
        "is_default": False,
    }


def test_the_same_value_again_is_no_change(admin):
    change(HOURS, 20, by=admin, reason=WHY)
    assert not change(HOURS, 20, by=admin, reason=WHY)
    assert AuditEntry.objects.count() == 1


def test_a_value_like_the_default_is_chosen_all_the_same(admin, settings):
    assert change(HOURS, 12, by=admin, reason=WHY)
    settings.REVIEW_HOURS = 3
    assert current(HOURS) == 12


def test_back_to_the_default(admin, settings):
    change(HOURS, 20, by=admin, reason=WHY)
    assert back_to_default(HOURS, by=admin, reason="It is over.")
    assert current(HOURS) == 12
    assert not ChosenSetting.objects.exists()
    newest = AuditEntry.objects.first()
    assert (newest.data["before"], newest.data["after"]) == (20, 12)
    assert newest.data["is_default"]
    settings.REVIEW_HOURS = 7
    assert current(HOURS) == 7
    assert not back_to_default(HOURS, by=admin, reason="Again.")


def test_only_admins_change_it():
    for person in (factories.lead(), factories.student(factories.cohort())):
        with pytest.raises(NotAllowed):
            change(HOURS, 20, by=person, reason=WHY)
    assert not ChosenSetting.objects.exists()


@pytest.mark.parametrize("reason", ["", "   "])
def test_every_change_says_why(admin, reason):
    with pytest.raises(Incomplete) as refused:
        change(HOURS, 20, by=admin, reason=reason)
    assert refused.value.field == "reason"
    assert current(HOURS) == 12


@pytest.mark.parametrize("value", [0, 337, -1, "20", 2.5, True, None])
def test_a_number_out_of_bounds_or_of_another_kind_is_refused(admin, value):
    with pytest.raises(Incomplete) as refused:
        change(HOURS, value, by=admin, reason=WHY)
    assert refused.value.field == "value"
    assert not ChosenSetting.objects.exists()


def test_a_switch_takes_only_on_and_off(admin):
    with pytest.raises(Incomplete):
        change(site_settings.GRADING_PAUSED, 1, by=admin, reason=WHY)


def test_words_are_in_every_language_or_in_none(admin):
    with pytest.raises(Incomplete) as refused:
        change(site_settings.NOTICE, {"en": "Tonight"}, by=admin, reason=WHY)
    assert refused.value.field == "value_ja"
    with pytest.raises(Incomplete) as refused:
        change(site_settings.NOTICE, {**NOTE, "en": "x" * 501}, by=admin, reason=WHY)
    assert refused.value.field == "value_en"
    change(site_settings.NOTICE, NOTE, by=admin, reason=WHY)
    assert current(site_settings.NOTICE) == NOTE
    change(site_settings.NOTICE, {"en": " ", "ja": ""}, by=admin, reason=WHY)
    assert current(site_settings.NOTICE) == {}


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (site_settings.WARN_BEFORE_END_MINUTES, 12 * 60),
        (site_settings.REVIEW_HOURS, 1),  # the warning is an hour
        (site_settings.ATTEMPTS_PER_HOUR, 61),
        (site_settings.UPLOADS_PER_HOUR, 19),
        (site_settings.STUDENT_MB, 50_001),
        (site_settings.COHORT_MB, 999),
    ],
    ids=lambda one: getattr(one, "name", str(one)),
)
def test_what_makes_no_sense_with_another_setting_is_refused(admin, setting, value):
    with pytest.raises(Incomplete):
        change(setting, value, by=admin, reason=WHY)
    assert current(setting) == setting.default()


def test_a_stored_value_that_is_none_any_more_is_as_if_not_chosen(settings):
    remember({"review-hours": 10_000, "hand-ins": "maybe"})
    assert current(HOURS) == 12
    assert current(site_settings.HAND_INS_OPEN) is True


def test_reading_costs_one_query_in_a_while(admin, django_assert_num_queries):
    change(HOURS, 20, by=admin, reason=WHY)
    with django_assert_num_queries(1):
        assert [current(HOURS) for _ in range(50)] == [20] * 50
    with django_assert_num_queries(0):
        assert current(site_settings.NOTICE) == {}


def test_another_process_sees_a_change_once_its_reading_is_old(admin, settings):
    """As a worker that has read before the change, without restart."""
    settings.SITE_SETTINGS_AGE_S = 3600
    change(HOURS, 20, by=admin, reason=WHY)
    remember({})  # what the other process had read
    assert current(HOURS) == 12
    settings.SITE_SETTINGS_AGE_S = 0
    remember({})  # the same, as old as may be
    assert current(HOURS) == 20


def test_a_refused_change_is_forgotten(admin):
    with pytest.raises(DomainError):
        change(site_settings.STUDENT_MB, 50_001, by=admin, reason=WHY)
    forget()
    assert current(site_settings.STUDENT_MB) == 1000


def test_the_table_is_whole(settings):
    assert len(SETTINGS) == sum(map(len, SECTIONS.values())) == 14
    for one in SETTINGS.values():
        assert all(map(str, (one.label, one.help, one.readers)))
        match one:
            case Number():
                assert one.least <= one.default() <= one.most
                assert one.default() == getattr(settings, one.attribute)
            case Switch():
                assert str(one.on) != str(one.off)
            case Words():
                assert one.default() == {}


# --- that the readers read it --------------------------------------------------------------------


def test_a_claim_lasts_as_long_as_the_setting_says(world, admin):
    change(HOURS, 30, by=admin, reason=WHY)
    ends = world.claimed().claim_expires_at
    assert abs(ends - timezone.now() - timedelta(hours=30)) < timedelta(minutes=1)


def test_an_extension_and_the_warning_follow(world, admin):
    change(site_settings.EXTENSION_HOURS, 3, by=admin, reason=WHY)
    submission = world.claimed()
    before = submission.claim_expires_at
    later = claims.extend(submission, by=world.assigned)
    assert later - before == timedelta(hours=3)
    now = timezone.now()
    submission.claimed_at = now - timedelta(hours=9)
    submission.claim_expires_at = now + timedelta(minutes=90)
    submission.save()
    assert claims.warn_before_end() == 0
    change(site_settings.WARN_BEFORE_END_MINUTES, 120, by=admin, reason=WHY)
    assert claims.warn_before_end() == 1


def test_reviews_in_hand_bind_at_once(world, admin):
    change(site_settings.REVIEWS_IN_HAND, 1, by=admin, reason=WHY)
    world.claimed()
    other = factories.submission(world.project, state=State.AWAITING_REVIEW)
    with pytest.raises(NotAllowed):
        reviews.claim(other, by=world.assigned)


def test_a_verdict_waits_for_the_grace(world, admin):
    change(site_settings.VERDICT_GRACE_S, 120, by=admin, reason=WHY)
    submission = world.claimed()
    factories.judge_all(submission, world.assigned, "meets")
    reviews.approve(submission, by=world.assigned)
    submission.refresh_from_db()
    left = submission.verdict_due_at - timezone.now()
    assert timedelta(seconds=100) < left <= timedelta(seconds=120)


def test_upload_limits_follow(world, admin):
    change(site_settings.ATTEMPTS_PER_HOUR, 1, by=admin, reason=WHY)
    world.submission(State.RETURNED)
    with pytest.raises(TooOften, match="1 attempts"):
        upload_limits.check_pace(by=world.author, project=world.project)
    change(site_settings.UPLOADS_PER_HOUR, 1, by=admin, reason=WHY)
    upload_limits.note_upload(by=world.author)
    with pytest.raises(TooOften):
        upload_limits.note_upload(by=world.author)
    change(site_settings.STUDENT_MB, 10, by=admin, reason=WHY)
    assert quota.student_limit() == 10 * quota.MB
    change(site_settings.COHORT_MB, 200, by=admin, reason=WHY)
    assert quota.cohort_limit() == 200 * quota.MB


# --- hand-ins and grading ------------------------------------------------------------------------


def submit(world):
    return submissions.submit(
        by=world.author,
        cohort=world.cohort,
        project=world.project,
        intake=intake_for(world.project),
        honour_code=True,
    )


def test_nothing_is_taken_while_hand_ins_are_off(world, admin):
    change(site_settings.HAND_INS_OPEN, False, by=admin, reason=WHY)
    with pytest.raises(WrongState, match="No hand-ins are taken"):
        submit(world)
    assert not world.author.submissions.exists()
    assert not UploadAttempt.objects.exists()
    back_to_default(site_settings.HAND_INS_OPEN, by=admin, reason="Done.")
    assert submit(world).state == State.CHECKING


def test_students_read_the_words_that_the_admin_wrote(world, admin):
    change(site_settings.HAND_INS_WORDS, NOTE, by=admin, reason=WHY)
    assert hand_ins.closed_words(world.project) == ""
    change(site_settings.HAND_INS_OPEN, False, by=admin, reason=WHY)
    assert hand_ins.closed_words(world.project) == NOTE["en"]
    with translation.override(Language.JAPANESE):
        assert hand_ins.closed_words(world.project) == NOTE["ja"]


def test_no_step_is_taken_while_grading_is_paused(world, admin):
    submit(world)
    change(site_settings.GRADING_PAUSED, True, by=admin, reason=WHY)
    assert grading.is_paused()
    assert grading.take_next(Queue.CPU, worker="w") is None
    assert grading.sweep()["woken"] == 0
    assert Step.objects.filter(state=StepState.QUEUED).count() == 1
    change(site_settings.GRADING_PAUSED, False, by=admin, reason=WHY)
    assert grading.take_next(Queue.CPU, worker="w") is not None


def test_what_runs_goes_on_while_grading_is_paused(world, admin):
    submit(world)
    step = grading.take_next(Queue.CPU, worker="w")
    change(site_settings.GRADING_PAUSED, True, by=admin, reason=WHY)
    assert grading.heartbeat(step)


def test_the_end_of_a_pause_wakes_the_workers(
    admin, monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr(
        "projects.operations.grading.waking.call", lambda *a, **k: woken.append(a[1])
    )
    change(site_settings.GRADING_PAUSED, True, by=admin, reason=WHY)
    with django_capture_on_commit_callbacks(execute=True):
        change(site_settings.GRADING_PAUSED, False, by=admin, reason="Done.")
    assert woken == [queue.value for queue in Queue]
