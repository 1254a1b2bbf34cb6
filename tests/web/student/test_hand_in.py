"""The project's page and the way a hand-in goes in, or comes back with a sentence."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.enums import State
from projects.models import Blob, CohortProject, Submission
from tests import factories

pytestmark = pytest.mark.django_db

NOTEBOOK = factories.NOTEBOOK


def upload(name: str = "mine.ipynb", data: bytes = NOTEBOOK) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return packed.getvalue()


def hand_in(client, project, *files, **fields):
    data = {"uploads": list(files), "honour_code": "on", "notes": "", **fields}
    return client.post(reverse("projects:submit", args=[project.slug]), data)


def page_of(client, project) -> str:
    return client.get(reverse("projects:project", args=[project.slug])).content.decode()


@pytest.fixture
def project():
    return factories.project()


def test_a_notebook_becomes_the_first_attempt(client, student, cohort, project):
    response = hand_in(client, project, upload(), notes="Please be kind.")
    made = Submission.objects.get()
    assert response.status_code == 302
    assert response["Location"] == reverse("projects:submission", args=[made.uid])
    assert (made.student, made.cohort, made.attempt) == (student, cohort, 1)
    assert made.notes == "Please be kind."
    assert made.files.get().blob.read() == NOTEBOOK
    assert made.runs.count() == 1


def test_several_files_go_in_together(client, project):
    hand_in(client, project, upload(), upload("helpers.py", b"x = 1\n"))
    names = set(Submission.objects.get().files.values_list("name", flat=True))
    assert names == {"mine.ipynb", "helpers.py"}


def test_a_zip_is_unpacked(client, project):
    data = zipped(work__mine_dot_ipynb=NOTEBOOK, work__helpers_dot_py=b"x = 1\n")
    hand_in(client, project, upload("work.zip", data))
    names = set(Submission.objects.get().files.values_list("name", flat=True))
    assert names == {"mine.ipynb", "helpers.py"}


def test_the_next_attempt_is_linked_to_the_one_before(client, student, cohort, project):
    before = factories.submission(project, student, cohort, State.RETURNED)
    hand_in(client, project, upload())
    made = Submission.objects.get(attempt=2)
    assert made.previous == before


EMPTY_NOTEBOOK = json.dumps(
    {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
).encode()
OTHER_PROJECT = NOTEBOOK.replace(b"NeuralNetwork", b"SomethingElse")


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("mine.ipynb", b"hello", "not valid JSON"),
        ("mine.ipynb", b"", "empty"),
        ("mine.ipynb", EMPTY_NOTEBOOK, "no Python code"),
        ("mine.ipynb", OTHER_PROJECT, "does not look like the notebook of"),
        ("notes.txt", b"hello", "no notebook among the files"),
        ("mine.exe", b"hello", "not a kind of file"),
        ("mine.zip", b"PK no zip", "zip"),
        ("mine.ipynb", NOTEBOOK + b" " * (25 * 1024 * 1024), "larger than 25 MB"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field_and_nothing_is_kept(
    client, project, name, data, says
):
    response = hand_in(client, project, upload(name, data), notes="I typed this.")
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    assert "I typed this." in page
    assert 'id="id_uploads_error"' in page
    assert not Submission.objects.exists()
    assert not Blob.objects.exists()


def test_more_files_than_one_upload_may_hold_get_their_own_sentence(client, project):
    files = [upload(f"part{n}.py", b"x = 1\n") for n in range(70)]
    response = hand_in(client, project, upload(), *files)
    assert response.status_code == 422
    assert "71 files are more than the 60" in response.content.decode()


def test_a_refusal_is_read_in_the_readers_language(client, student, project):
    student.language = "ja"
    student.save()
    response = hand_in(client, project, upload("notes.txt", b"hello"))
    assert "ノートブックが見つかりません" in response.content.decode()


def test_a_file_name_that_looks_like_markup_is_shown_as_text(client, project):
    response = hand_in(client, project, upload("<b>x</b>.exe", b"hello"))
    assert "<b>x" not in response.content.decode()


def test_no_file_and_no_honour_code_are_both_said(client, project):
    response = client.post(reverse("projects:submit", args=[project.slug]), {})
    page = response.content.decode()
    assert "Choose your notebook" in page
    assert "Please confirm that this is your own work." in page


def test_a_second_hand_in_waits_for_the_first(client, student, cohort, project):
    factories.submission(project, student, cohort, State.AWAITING_REVIEW)
    response = hand_in(client, project, upload())
    assert response.status_code == 422
    assert "still with us" in response.content.decode()
    assert Submission.objects.count() == 1


def test_an_announced_project_takes_nothing_in(client):
    announced = factories.project(announced=True)
    assert 'id="upload"' not in page_of(client, announced)
    response = hand_in(client, announced, upload())
    assert response.status_code == 422
    assert "not open yet" in response.content.decode()


def test_the_address_of_a_refused_form_leads_back_to_the_page(client, project):
    response = client.get(reverse("projects:submit", args=[project.slug]))
    assert response["Location"] == reverse("projects:project", args=[project.slug])


def test_a_hand_in_goes_to_the_cohort_that_the_page_was_of(client, student, project):
    second = factories.cohort()
    second.enrolments.create(student=student)
    first = student.enrolments.order_by("joined_at").first().cohort
    hand_in(client, project, upload(), cohort=first.slug)
    assert Submission.objects.get().cohort == first


def test_the_page_shows_brief_rubric_date_and_form(client, cohort, project):
    CohortProject.objects.create(
        cohort=cohort,
        project=project,
        order=project.order,
        due_at="2026-12-24T10:00:00Z",
    )
    project.brief_text = {"en": "# Title\nBuild **it**.<script>alert(1)</script>"}
    project.save()
    page = page_of(client, project)
    assert "Build <strong>it</strong>." in page
    assert "alert(1)" not in page
    assert "The code is right." in page
    assert "2026-12-24" in page
    assert 'id="upload"' in page


def test_required_changes_stand_beside_the_next_hand_in(
    client, student, cohort, project
):
    before = factories.submission(project, student, cohort, State.CHANGES_REQUESTED)
    page = page_of(client, project)
    assert "Please change this." in page
    url = reverse("projects:submission", args=[before.uid])
    assert f'href="{url}#criterion-code"' in page
    assert page.count("Please change this.") == 1
    assert page.index('id="upload"') < page.index("Please change this.")


def test_before_the_first_attempt_the_brief_comes_before_the_form(client, project):
    project.brief_text = {"en": "# Title\nBuild it."}
    project.save()
    page = page_of(client, project)
    assert page.index('id="brief"') < page.index('id="upload"')


@pytest.mark.parametrize("state", [State.CHECKING, State.IN_REVIEW, State.APPROVED])
def test_there_is_no_form_while_there_is_nothing_to_hand_in(
    client, student, cohort, project, state
):
    factories.submission(project, student, cohort, state)
    assert 'id="upload"' not in page_of(client, project)


def test_three_attempts_cost_as_many_queries_as_one(client, student, cohort, project):
    factories.submission(project, student, cohort, State.CHANGES_REQUESTED)
    with CaptureQueriesContext(connection) as one:
        page_of(client, project)
    factories.submission(project, student, cohort, State.CHANGES_REQUESTED)
    factories.submission(project, student, cohort, State.CHANGES_REQUESTED)
    with CaptureQueriesContext(connection) as three:
        page_of(client, project)
    assert len(three) == len(one)


@pytest.fixture
def pack(project, settings, tmp_path):
    """A pack with secrets around its starter."""
    folder = tmp_path / project.slug
    (folder / "starter" / "data").mkdir(parents=True)
    (folder / "checks").mkdir()
    (folder / "starter" / "start.ipynb").write_bytes(NOTEBOOK)
    (folder / "starter" / "data" / "small.csv").write_text("1,2\n")
    (folder / "checks" / "secret.py").write_text("ANSWER = 42\n")
    settings.PACKS_DIR = tmp_path
    return folder


def test_the_starter_holds_the_starter_and_nothing_else(client, project, pack):
    response = client.get(reverse("projects:starter", args=[project.slug]))
    names = zipfile.ZipFile(io.BytesIO(response.content)).namelist()
    assert names == [
        f"{project.slug}/data/small.csv",
        f"{project.slug}/start.ipynb",
    ]
    assert response["Content-Type"] == "application/zip"
    assert "attachment" in response["Content-Disposition"]


def test_a_project_without_starter_offers_none(client, project, settings, tmp_path):
    settings.PACKS_DIR = tmp_path
    url = reverse("projects:starter", args=[project.slug])
    assert url not in page_of(client, project)
    assert client.get(url).status_code == 404


def test_the_starter_of_an_announced_project_is_not_out_yet(client, project, pack):
    project.announced = True
    project.save()
    url = reverse("projects:starter", args=[project.slug])
    assert client.get(url).status_code == 404
