"""A good result on a project's page: read from the pack's folder, absent where it has none."""

import json

import pytest
from django.urls import reverse

from projects.web.parts.exhibits import laid_out
from protocol import exhibit_json, exhibits
from protocol.artifacts import picture_number
from protocol.manifest_reading import NAME
from tests import factories
from tests.stack import ROOT

pytestmark = pytest.mark.django_db
PACKS = sorted(p.parent for p in (ROOT / "workers" / "packs").glob(f"*/{NAME}"))
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def pack(tmp_path, settings):
    settings.PACKS_DIR = tmp_path
    project = factories.project(brief_text={"en": "# Brief\n\nPaint."})
    folder = tmp_path / project.slug / "result"
    folder.mkdir(parents=True)
    frame = {"caption": {"en": "Painted", "ja": "絵"}, "width": 8, "height": 8}
    picture = {**frame, "file": "picture-1.png"}
    shown = {"kind": "pictures", "title": {"en": "Faces"}, "pictures": [picture]}
    (folder / "exhibits.json").write_text(json.dumps([shown]))
    (folder / "picture-1.png").write_bytes(PNG)
    return project


@pytest.fixture
def reader(client):
    client.force_login(factories.user())
    return client


def test_the_page_begins_with_a_good_result_before_the_brief(reader, pack):
    page = reader.get(reverse("projects:project", args=[pack.slug])).content.decode()
    url = reverse("projects:result_picture", args=[pack.slug, 1])
    assert page.index("A good result") < page.index(url) < page.index("The brief")


def test_its_picture_is_sent_as_a_picture(reader, pack):
    response = reader.get(reverse("projects:result_picture", args=[pack.slug, 1]))
    assert (response.content, response["Content-Type"]) == (PNG, "image/png")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_picture_or_project_that_is_not_there_is_not_found(reader, pack):
    for slug, number in ((pack.slug, 2), ("no-such-project", 1)):
        url = reverse("projects:result_picture", args=[slug, number])
        assert reader.get(url).status_code == 404


def test_a_pack_without_a_result_shows_none(reader, pack, settings, tmp_path):
    settings.PACKS_DIR = tmp_path / "elsewhere"
    page = reader.get(reverse("projects:project", args=[pack.slug])).content.decode()
    assert "A good result" not in page


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_every_pack_of_ours_shows_one_with_its_pictures(folder):
    data = json.loads((folder / "result" / "exhibits.json").read_text("utf-8"))
    assert len(laid_out(data, str)) == len(data) > 0
    there = {path.name for path in (folder / "result").glob("*.png")}
    named = {
        picture.file
        for shown in map(exhibit_json.parse, data)
        if isinstance(shown, exhibits.Pictures)
        for picture in shown.pictures
    }
    assert there == named
    assert all(map(picture_number, there))
