"""Packs on disk become rows, and rubric versions."""

import pytest

from projects.models import Rubric
from projects.operations.pack_sync import sync_packs
from tests import factories
from tests.engine.slow_pack import RUBRIC, write_pack


@pytest.fixture
def root(tmp_path):
    return write_pack(tmp_path)


def sync(root, *, rubric=RUBRIC):
    (root / "slow" / "rubric.toml").write_text(rubric)
    (project,) = sync_packs(root)
    return project


CHANGED = RUBRIC.replace("The next number is given.", "It is given.")


def in_force(project):
    return Rubric.objects.filter(project=project)[:1].get()


@pytest.mark.django_db
def test_a_pack_becomes_a_project_with_its_rubric(root):
    project = sync(root)
    assert (project.slug, project.order, project.announced) == ("slow", 1, False)
    assert project.signature["defines"] == ["successor"]
    criteria = in_force(project).criteria.all()
    assert [(c.order, c.slug, c.section_slug) for c in criteria] == [
        (1, "successor", "all"),
        (2, "training", "all"),
    ]
    assert criteria[0].checks == ["answers.next_number"]


@pytest.mark.django_db
def test_the_same_pack_makes_no_new_version(root):
    sync(root)
    project = sync(root)
    assert project.rubrics.count() == 1


@pytest.mark.django_db
def test_other_files_change_the_pack_but_not_the_rubric(root):
    before = sync(root).pack_digest
    (root / "slow" / "checks" / "more.py").write_text("")
    project = sync(root)
    assert project.pack_digest != before
    assert project.rubrics.count() == 1


@pytest.mark.django_db
def test_a_changed_rubric_is_a_new_version_and_old_submissions_keep_theirs(root):
    submission = factories.submission(sync(root))
    project = sync(root, rubric=CHANGED)
    assert project.rubrics.count() == 2
    assert in_force(project).criteria.first().passes_when == "It is given."
    submission.refresh_from_db()
    assert submission.rubric.criteria.first().passes_when == "The next number is given."


@pytest.mark.django_db
def test_a_rubric_that_is_changed_back_is_in_force_again(root):
    first = in_force(sync(root))
    sync(root, rubric=CHANGED)
    project = sync(root)
    assert project.rubrics.count() == 2
    assert in_force(project) == first


@pytest.mark.django_db
def test_a_pack_that_disappeared_keeps_its_project(root, tmp_path):
    project = sync(root)
    (tmp_path / "empty").mkdir()
    assert sync_packs(tmp_path / "empty") == []
    project.refresh_from_db()


@pytest.mark.django_db
def test_an_announced_project_needs_no_rubric(root):
    pack = root / "slow" / "pack.toml"
    pack.write_text("announced = true\n" + pack.read_text())
    project = sync(root, rubric="")
    assert project.announced
    assert not project.rubrics.exists()
