"""Two works side by side, for those who review one of them; and the page of known solutions."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from notebooks.isolated.client import Exceeded, Overloaded, Reason
from projects.enums import State
from projects.models import KnownSolution
from projects.operations import similarity
from projects.storage import keep
from projects.web.review import likeness as page_module
from tests import factories
from tests.notebooks.building import code, document
from tests.notebooks.similarity.test_comparing import FORWARD, renamed

pytestmark = pytest.mark.django_db

HOSTILE = 'TITLE = "<script>alert(1)</script>"\n'


def work(project, cohort, source):
    made = factories.submission(project, None, cohort, State.AWAITING_REVIEW)
    made.files.update(blob=keep(document(code(source))))
    return made


@pytest.fixture
def pair():
    """An earlier work, and one that is its copy."""
    project, cohort = factories.project(), factories.cohort(title="March")
    first = work(project, cohort, HOSTILE + FORWARD)
    copy = work(project, cohort, renamed(FORWARD))
    similarity.catch_up()
    return first, copy


@pytest.fixture
def client(pair):
    client = Client()
    client.force_login(factories.reviewer(pair[1].project))
    return client


def address_of(copy):
    return reverse("projects:likeness", args=[copy.uid, copy.likenesses.get().pk])


def test_the_workspace_says_so_and_leads_there(client, pair):
    page = client.get(reverse("projects:review", args=[pair[1].uid])).content.decode()
    assert "Its code is much like another work" in page
    assert "An earlier submission, March" in page
    assert address_of(pair[1]) in page


def test_the_earlier_work_says_nothing(client, pair):
    page = client.get(reverse("projects:review", args=[pair[0].uid])).content.decode()
    assert "much like another work" not in page


def test_both_codes_are_shown_with_what_is_alike(client, pair):
    page = client.get(address_of(pair[1])).content.decode()
    assert page.count("data-marked") > 30
    assert "<mark data-code>    def predict(self, features" in page  # indented
    assert "def predict(self, inputs" in page
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_other_student_is_not_named(client, pair):
    page = client.get(address_of(pair[1])).content.decode()
    assert str(pair[0].student) not in page
    assert str(pair[0].uid) not in page


def test_deleted_files_are_told(client, pair):
    pair[0].files.all().delete()
    assert (
        "Its files have been deleted"
        in client.get(address_of(pair[1])).content.decode()
    )


def test_what_is_too_much_to_read_is_told(client, pair, monkeypatch):
    def refuse(files, shared, *, scrub):
        raise Exceeded(Reason.TIME)

    monkeypatch.setattr(page_module, "marked", refuse)
    assert "it takes too long" in client.get(address_of(pair[1])).content.decode()


def test_a_busy_machine_says_to_come_again(client, pair, monkeypatch):
    def busy(files, shared, *, scrub):
        raise Overloaded

    monkeypatch.setattr(page_module, "marked", busy)
    answer = client.get(address_of(pair[1]))
    assert answer.status_code == 503
    assert "Try again in a few seconds" in answer.content.decode()


def test_a_likeness_of_another_submission_is_not_there(client, pair):
    pk = pair[1].likenesses.get().pk
    wrong = reverse("projects:likeness", args=[pair[0].uid, pk])
    assert client.get(wrong).status_code == 404


# --- known solutions ---------------------------------------------------------------------


@pytest.fixture
def lead():
    client = Client()
    client.force_login(factories.lead())
    return client


def send(client, project, name="a.ipynb", **fields):
    given = {
        "project": project.slug,
        "title": "A repository",
        "address": "example.org/a",
        "file": SimpleUploadedFile(name, document(code(FORWARD))),
        **fields,
    }
    return client.post(reverse("projects:known_solutions"), given)


def test_a_lead_loads_one_and_removes_it(lead):
    project = factories.project()
    assert send(lead, project).status_code == 302
    known = KnownSolution.objects.get()
    assert (known.project, known.file_name) == (project, "a.ipynb")
    page = lead.get(reverse("projects:known_solutions")).content.decode()
    assert "https://example.org/a" in page
    lead.post(reverse("projects:known_solution_remove", args=[known.pk]))
    assert not KnownSolution.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "a.exe"}, "File extension"),
        ({"title": ""}, "This field is required"),
        ({"title": "a\u202eb"}, "A name is one line"),
        ({"address": "javascript:alert(1)"}, "Enter a valid URL"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_nothing_is_stored(lead, fields, words):
    answer = send(lead, factories.project(), **fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not KnownSolution.objects.exists()


def test_the_same_file_twice_is_told(lead):
    project = factories.project()
    send(lead, project)
    answer = send(lead, project)
    assert answer.status_code == 422
    assert "among the project&#x27;s known solutions already" in answer.content.decode()


def test_the_list_costs_the_same_with_many(lead, django_assert_max_num_queries):
    project = factories.project()
    for number in range(12):
        file = SimpleUploadedFile("a.ipynb", document(code(f"x = {number}")))
        send(lead, project, file=file)
    with django_assert_max_num_queries(11):
        lead.get(reverse("projects:known_solutions"))
