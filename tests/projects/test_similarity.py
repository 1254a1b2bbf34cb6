"""What waits for a review is compared with earlier works; the comparison changes nothing else."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from notebooks.isolated.client import Exceeded, Overloaded, Reason
from notebooks.similarity.comparing import pack
from notebooks.similarity.fingerprints import VERSION
from notebooks.similarity.works import every_value_of
from projects.enums import State
from projects.errors import Incomplete, NotAllowed
from projects.models import Fingerprints, KnownSolution, Likeness
from projects.operations import erasure, garbage_collection, similarity
from projects.storage import keep
from tests import factories
from tests.notebooks.building import code, document
from tests.notebooks.similarity.test_comparing import APART, FORWARD, renamed

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def cohort():
    return factories.cohort()


def waiting(project, cohort, *cells, student=None, **fields):
    """Work of a new student in the queue."""
    made = factories.submission(
        project, student, cohort, State.AWAITING_REVIEW, **fields
    )
    file = made.files.get(name=made.notebook_name)
    file.blob = keep(document(*map(code, cells)))
    file.save()
    return made


def test_a_copy_is_told_at_the_later_work_only(project, cohort):
    first = waiting(project, cohort, FORWARD)
    second = waiting(project, cohort, renamed(FORWARD))
    third = waiting(project, cohort, APART)
    assert similarity.catch_up() == 3
    (found,) = Likeness.objects.all()
    assert (found.submission, found.other) == (second, first)
    assert found.percent > 90
    assert not third.likenesses.exists()
    assert similarity.catch_up() == 0


def test_ones_own_earlier_attempt_is_no_likeness(project, cohort):
    first = waiting(project, cohort, FORWARD)
    similarity.catch_up()
    first.state = State.WITHDRAWN
    first.save()
    waiting(project, cohort, FORWARD, student=first.student)
    similarity.catch_up()
    assert not Likeness.objects.exists()


def test_another_project_is_not_looked_at(project, cohort):
    waiting(project, cohort, FORWARD)
    waiting(factories.project(), cohort, FORWARD)
    similarity.catch_up()
    assert not Likeness.objects.exists()


def test_a_portion_at_a_time_and_the_oldest_first(project, cohort, monkeypatch):
    monkeypatch.setattr(similarity, "PORTION", 2)
    works = [waiting(project, cohort, f"x = {number}") for number in range(3)]
    assert similarity.catch_up() == 2
    done = Fingerprints.objects.values_list("submission", flat=True)
    assert set(done) == {one.pk for one in works[:2]}
    assert similarity.catch_up() == 1


def test_fingerprints_of_another_version_are_made_anew(project, cohort):
    work = waiting(project, cohort, FORWARD)
    similarity.catch_up()
    Fingerprints.objects.update(version=VERSION + 1, packed=b"")
    assert similarity.catch_up() == 1
    kept = Fingerprints.objects.get(submission=work)
    assert kept.version == VERSION
    assert kept.packed


def test_what_is_too_much_to_read_is_tried_once(project, cohort, monkeypatch):
    work = waiting(project, cohort, FORWARD)

    def refuse(files):
        raise Exceeded(Reason.MEMORY)

    monkeypatch.setattr(similarity, "fingerprints_of", refuse)
    assert similarity.catch_up() == 1
    assert bytes(work.fingerprints.packed) == b""
    assert similarity.catch_up() == 0


def test_a_file_that_is_gone_keeps_no_other_work_back(project, cohort, caplog):
    lost, whole = (waiting(project, cohort, FORWARD + end) for end in ("", "x = 1"))
    blob = lost.files.get().blob
    default_storage.delete(blob.storage_name)
    assert similarity.catch_up() == 2
    assert bytes(lost.fingerprints.packed) == b""
    assert bytes(whole.fingerprints.packed)
    assert "A stored file is missing" in caplog.text


def test_while_the_machine_is_busy_it_waits(project, cohort, monkeypatch):
    waiting(project, cohort, FORWARD)

    def busy(files):
        raise Overloaded

    monkeypatch.setattr(similarity, "fingerprints_of", busy)
    assert similarity.catch_up() == 0
    assert not Fingerprints.objects.exists()


def test_the_starters_code_does_not_count(project, cohort):
    project.starter_code = pack(every_value_of({"s.ipynb": document(code(FORWARD))}))
    project.save()
    waiting(project, cohort, FORWARD)
    waiting(project, cohort, FORWARD)
    similarity.catch_up()
    assert not Likeness.objects.exists()


def test_a_known_solution_is_compared_with(project, cohort):
    data = document(code(FORWARD))
    known = similarity.add_known_solution(
        by=factories.lead(),
        project=project,
        title="A repository",
        address="https://example.org/a",
        file=("a.ipynb", data),
    )
    copy = waiting(project, cohort, renamed(FORWARD))
    similarity.catch_up()
    (found,) = copy.likenesses.all()
    assert found.known == known
    later = timezone.now() + timedelta(days=400)
    assert not garbage_collection.unneeded(later).filter(pk=known.blob_id).exists()
    similarity.remove_known_solution(known, by=factories.lead())
    assert not Likeness.objects.exists()
    assert garbage_collection.unneeded(later).filter(pk=known.blob_id).exists()


def test_the_same_known_solution_is_not_added_twice(project):
    given = {
        "by": factories.lead(),
        "project": project,
        "title": "A",
        "address": "",
        "file": ("a.py", b"x = 1"),
    }
    similarity.add_known_solution(**given)
    with pytest.raises(Incomplete) as raised:
        similarity.add_known_solution(**given)
    assert raised.value.field == "file"
    assert KnownSolution.objects.count() == 1


def test_known_solutions_are_for_leads(project):
    reviewer = factories.reviewer(project)
    with pytest.raises(NotAllowed):
        similarity.add_known_solution(
            by=reviewer, project=project, title="A", address="", file=("a.py", b"")
        )
    known = similarity.add_known_solution(
        by=factories.lead(), project=project, title="A", address="", file=("a.py", b"")
    )
    with pytest.raises(NotAllowed):
        similarity.remove_known_solution(known, by=reviewer)


def test_erasing_a_person_takes_the_fingerprints_of_their_code(project, cohort):
    first = waiting(project, cohort, FORWARD)
    waiting(project, cohort, FORWARD)
    similarity.catch_up()
    assert Likeness.objects.count() == 1
    erasure.erase(first.student, by=None)
    assert not Likeness.objects.exists()
    assert not Fingerprints.objects.filter(submission=first).exists()
