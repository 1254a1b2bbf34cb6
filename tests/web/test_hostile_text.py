"""Texts that a database does not take are refused with a status, never with a 500.

Runs on SQLite, which takes nearly everything, and on PostgreSQL (tests/web/test_on_postgresql.py).
"""

import io
import json
import zipfile
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects.enums import State
from projects.models import Submission, User
from tests import factories
from tests.web.test_every_url import World, every_name

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NUL = "\0"
LONG = 10_000


def addresses(world: World) -> Iterator[str]:
    """Every address of the site that takes no more than this world has."""
    for name in sorted(set(every_name())):
        try:
            yield world.address(name)
        except LookupError:
            continue


@pytest.fixture
def world():
    return World("awaiting_review")


@pytest.fixture
def client(world):
    return world.client("admin")


def is_a_fault(response) -> bool:
    return response.status_code >= 500


@pytest.mark.parametrize("name", ["page", "cohort", "q", "seen", "file", "a%00b"])
def test_no_address_takes_a_nul_in_its_query(world, client, name):
    for address in addresses(world):
        answer = client.get(f"{address}?{name}=a%00b")
        assert answer.status_code == 400, address


def test_no_address_takes_a_nul_in_its_path(world, client):
    for address in addresses(world):
        assert client.get(f"{address}%00").status_code == 404, address


def test_no_form_takes_a_nul(world):
    for who in ("admin", "author", "anonymous"):
        client = world.client(who)
        for address in addresses(world):
            for field in ("reason", "action", "next", "cohort", "email", "username"):
                answer = client.post(address, {field: f"a{NUL}b"})
                assert not is_a_fault(answer), (address, field)


def test_no_cookie_brings_a_nul(client):
    for name in ("sessionid", "theme", "django_language"):
        visitor = Client(headers={"cookie": f'{name}="a\\000b"'})
        assert visitor.get("/account/").status_code == 400


def test_the_api_says_beside_the_field_that_it_takes_no_nul():
    made = factories.submission(state=State.RETURNED)
    client = Client()
    client.force_login(made.student)
    url = reverse("api:submission-appeal", args=[made.uid])
    answer = client.post(url, json.dumps({"reason": f"a{NUL}b"}), "application/json")
    assert answer.status_code == 400
    assert answer.json()["field"] == "reason"
    form = client.post(url, {"reason": f"a{NUL}b"})
    assert form.status_code == 415  # the API reads JSON only
    odd = client.post(url, '{"reason": "a\\ud800b"}', "application/json")
    assert not is_a_fault(odd)


def test_a_sign_up_with_a_nul_is_refused():
    given = {
        "code": "C",
        "name": "A",
        "email": f"a{NUL}@b.test",
        "password": "long one",
    }
    assert Client().post("/sign-up/", given).status_code == 400
    assert not User.objects.filter(name="A").exists()


def test_numbers_that_no_column_holds_are_no_fault(world, client):
    big = "9" * 30
    uid = world.submission.uid
    for address in (
        f"/submissions/{uid}/runs/{big}/picture-{big}.png",
        f"/admin/projects/user/{big}/change/",
        f"/submissions/{uid}/attempts/?page={big}",
        f"/inbox/?page={big}",
    ):
        assert not is_a_fault(client.get(address)), address


# --- files --------------------------------------------------------------------------------


def hand_in(name: str, data: bytes, **fields: str):
    cohort, project = factories.cohort(), factories.project()
    client = Client()
    client.force_login(factories.student(cohort))
    given = {"uploads": SimpleUploadedFile(name, data), "honour_code": "on", **fields}
    return client.post(reverse("projects:submit", args=[project.slug]), given)


def zipped(path: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mine.ipynb", factories.NOTEBOOK)
        archive.writestr(path, b"x = 1\n")
    return packed.getvalue()


def test_a_path_in_a_zip_longer_than_a_row_keeps_is_refused_in_words():
    deep = "/".join(["a" * 100] * 3) + "/helpers.py"
    response = hand_in("work.zip", zipped(deep))
    assert response.status_code == 422
    assert "lies too deep in folders" in response.content.decode()
    assert not Submission.objects.exists()


def test_the_longest_path_that_is_taken_is_stored():
    path = f"{'a' * 110}/{'b' * 110}/{'c' * 30}.py"
    assert len(path) == 255
    assert hand_in("work.zip", zipped(path)).status_code == 302
    assert Submission.objects.get().files.filter(name=path).exists()


@pytest.mark.parametrize(
    "source", ["x = '\0'", "x = '\ud800'", "\0", "def \ud800(:", "é" * LONG]
)
def test_a_notebook_with_odd_characters_is_taken_or_refused(source):
    notebook = json.loads(factories.NOTEBOOK)
    cell = {**notebook["cells"][1], "id": "odd", "source": [source]}
    notebook["cells"].append(cell)
    response = hand_in("mine.ipynb", json.dumps(notebook).encode())
    assert response.status_code in (302, 422)


@pytest.mark.parametrize(
    "name", ["a\0b.ipynb", "a" * 300 + ".ipynb", "\u202egpj.ipynb"]
)
def test_a_file_name_that_no_row_keeps_is_refused(name):
    assert hand_in(name, factories.NOTEBOOK).status_code in (302, 400, 422)


def test_notes_with_a_nul_are_refused():
    response = hand_in("mine.ipynb", factories.NOTEBOOK, notes=f"a{NUL}b")
    assert response.status_code == 400
    assert not Submission.objects.exists()
