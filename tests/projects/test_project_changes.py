"""What an admin changes of a project: kept when its pack is installed anew, and in the audit."""

import pytest
from django.utils import translation

from projects.enums import AuditKind, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import AuditEntry, PackVersion
from projects.operations import projects as operations
from projects.operations import submissions
from projects.operations.pack_sync import sync_packs
from projects.queries import hand_ins
from projects.queries.packs import installations
from tests import factories
from tests.engine.slow_pack import write_pack
from tests.projects.test_submissions import intake_for

pytestmark = pytest.mark.django_db

WHY = "A check is wrong."
TITLE = {"en": "Slowly", "ja": "ゆっくり"}
WORDS = {"en": "Until Thursday.", "ja": "木曜日まで。"}


@pytest.fixture
def admin():
    return factories.admin("Root")


@pytest.fixture
def root(tmp_path):
    return write_pack(tmp_path)


def change(project, by, *, order=None, title=None, reason=WHY):
    return operations.change(
        project,
        by=by,
        title=title or project.title_text,
        order=order or project.order,
        reason=reason,
    )


def test_a_title_of_ours_survives_another_installation(root, admin):
    (project,) = sync_packs(root)
    assert not project.has_own_title
    assert change(project, admin, title=TITLE)
    (again,) = sync_packs(root)
    assert (again.title_text, again.has_own_title) == (TITLE, True)
    assert again.pack_title_text == project.pack_title_text


def test_what_equals_the_pack_follows_it(root, admin):
    (project,) = sync_packs(root)
    change(project, admin, title=TITLE)
    project.refresh_from_db()
    change(project, admin, title=project.pack_title_text)
    manifest = root / "slow" / "pack.toml"
    manifest.write_text(manifest.read_text().replace("order = 1", "order = 4"))
    (again,) = sync_packs(root)
    assert (again.order, again.has_own_order, again.has_own_title) == (4, False, False)


def test_a_pack_with_a_title_in_english_only_needs_no_other(root, admin):
    (project,) = sync_packs(root)
    assert "ja" not in project.title_text
    assert change(project, admin, title={"en": "Slowly", "ja": ""})
    project.refresh_from_db()
    assert project.title_text == {"en": "Slowly"}


def test_a_place_of_ours_survives_too(root, admin):
    (project,) = sync_packs(root)
    change(project, admin, order=7, title=TITLE)
    (again,) = sync_packs(root)
    assert (again.order, again.pack_order, again.has_own_order) == (7, 1, True)


def test_two_projects_change_places(admin):
    first, second = factories.project(order=3), factories.project(order=4)
    places = first.order, second.order
    assert change(first, admin, order=second.order)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.order, first.order) == places
    told = AuditEntry.objects.filter(kind=AuditKind.PROJECT_CHANGED)
    assert {one.project for one in told} == {first, second}
    assert told.get(project=second).data == {
        "before": {"order": places[1]},
        "after": {"order": places[0]},
    }


def test_a_change_of_nothing_is_none(admin):
    assert not change(factories.project(order=3), admin)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ({"en": "Only"}, "title_ja"),
        ({"en": " ", "ja": "題"}, "title_en"),
        ({"en": "x" * 121, "ja": "題"}, "title_en"),
        ({"en": "Two\nlines", "ja": "題"}, "title_en"),
    ],
    ids=str,
)
def test_titles_that_are_refused(admin, title, field):
    with pytest.raises(Incomplete) as refused:
        change(factories.project(), admin, title=title)
    assert refused.value.field == field


@pytest.mark.parametrize("order", [-1, 100])
def test_places_that_are_refused(admin, order):
    with pytest.raises(Incomplete) as refused:
        change(factories.project(), admin, order=order)
    assert refused.value.field == "order"


def test_a_closed_project_takes_nothing_and_says_why(world, admin):
    operations.close(world.project, by=admin, words=WORDS, reason=WHY)
    world.project.refresh_from_db()
    with pytest.raises(WrongState, match="Until Thursday"):
        submit(world)
    with translation.override("ja"):
        assert hand_ins.closed_words(world.project) == WORDS["ja"]
    assert hand_ins.closed_words(factories.project()) == ""
    operations.reopen(world.project, by=admin, reason="Done.")
    world.project.refresh_from_db()
    assert submit(world).state == State.CHECKING
    kinds = AuditEntry.objects.values_list("kind", flat=True)
    assert list(kinds) == [AuditKind.PROJECT_OPENED, AuditKind.PROJECT_CLOSED]
    opened = AuditEntry.objects.first()
    assert opened.data["before"]["words"] == WORDS
    assert opened.data["after"] is None


def submit(world):
    return submissions.submit(
        by=world.author,
        cohort=world.cohort,
        project=world.project,
        intake=intake_for(world.project),
        honour_code=True,
    )


def test_without_words_of_ours_students_read_a_sentence(world, admin):
    operations.close(world.project, by=admin, words={}, reason=WHY)
    world.project.refresh_from_db()
    assert "takes no hand-ins" in hand_ins.closed_words(world.project)


def test_work_that_is_here_goes_on(world, admin):
    submission = world.claimed()
    operations.close(world.project, by=admin, words={}, reason=WHY)
    other = factories.submission(
        world.project, world.stranger, world.cohort, State.CHECKING
    )
    submissions.withdraw(other, by=world.stranger)
    submission.refresh_from_db()
    assert submission.state == State.IN_REVIEW


def test_words_are_in_every_language_or_in_none(world, admin):
    with pytest.raises(Incomplete) as refused:
        operations.close(world.project, by=admin, words={"en": "No."}, reason=WHY)
    assert refused.value.field == "words_ja"


def test_closing_twice_changes_the_words_only(world, admin):
    operations.close(world.project, by=admin, words={}, reason=WHY)
    world.project.refresh_from_db()
    since = world.project.closed_at
    operations.close(world.project, by=admin, words=WORDS, reason=WHY)
    world.project.refresh_from_db()
    assert (world.project.closed_at, world.project.closed_text) == (since, WORDS)
    with pytest.raises(WrongState):
        operations.close(world.project, by=admin, words=WORDS, reason=WHY)


def test_what_is_open_is_not_opened(world, admin):
    with pytest.raises(WrongState):
        operations.reopen(world.project, by=admin, reason=WHY)


@pytest.mark.parametrize("reason", ["", "  "])
def test_each_says_why(world, admin, reason):
    with pytest.raises(Incomplete) as refused:
        operations.close(world.project, by=admin, words={}, reason=reason)
    assert refused.value.field == "reason"
    with pytest.raises(Incomplete):
        change(world.project, admin, title=TITLE, reason=reason)


def test_only_admins_do_any_of_it(world):
    with pytest.raises(NotAllowed):
        operations.close(world.project, by=world.lead, words={}, reason=WHY)
    with pytest.raises(NotAllowed):
        operations.reopen(world.project, by=world.lead, reason=WHY)
    with pytest.raises(NotAllowed):
        change(world.project, world.lead, title=TITLE)


def test_installing_again_closes_and_opens_nothing(root, admin):
    (project,) = sync_packs(root)
    operations.close(project, by=admin, words=WORDS, reason=WHY)
    (again,) = sync_packs(root)
    assert again.closed_text == WORDS
    assert again.closed_at is not None


def test_each_new_version_is_an_installation(root):
    (project,) = sync_packs(root)
    sync_packs(root)
    first = PackVersion.objects.get()
    assert installations() == {project.pk: first.installed_at}
    (root / "slow" / "checks" / "more.py").write_text("")
    (project,) = sync_packs(root)
    newest = project.versions.first()
    assert newest.digest == project.pack_digest != first.digest
    assert installations() == {project.pk: newest.installed_at}


def test_an_installation_before_the_site_wrote_them_down_is_unknown():
    factories.project(pack_digest="b" * 64)
    assert installations() == {}
