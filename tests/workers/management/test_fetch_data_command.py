"""`manage.py fetch_data`, as a person types it."""

import hashlib
import io

import pytest
from django.core.management import CommandError, call_command

from tests.workers.serving import Site, serving

CONTENT = b"bikes\n" * 1000
DATA = """
from types import SimpleNamespace
from workers.packkit.sources import Source

LICENCE = {{"en": "CC BY 4.0"}}
SOURCES = (
    Source("a.csv", {url!r}, "sha256:{digest}", {size}, LICENCE),
    Source("b.csv", "", "", 7, LICENCE, ask={{"en": "Ask the instructor."}}),
)

def load(folder):
    there = folder is not None and (folder / "a.csv").exists()
    return SimpleNamespace(kind="real" if there else "stand-in")

def notebook_files(dataset):
    return {{"a.csv": b"made up"}}
"""


@pytest.fixture
def site():
    with serving(Site(CONTENT)) as one:
        yield one


@pytest.fixture
def data(tmp_path, settings, site):
    """Two projects: one with sources, one that is only announced."""
    packs = tmp_path / "packs"
    for order, slug in enumerate(("bikes", "later"), 1):
        (packs / slug).mkdir(parents=True)
        (packs / slug / "pack.toml").write_text(
            f'slug = "{slug}"\norder = {order}\nruntime = "numpy"\n'
            f"announced = {'true' if slug == 'later' else 'false'}\n"
            '[title]\nen = "Title"\n[files]\nnotebook = "n.ipynb"\n'
        )
    digest = hashlib.sha256(CONTENT).hexdigest()
    source = DATA.format(url=site.url, digest=digest, size=len(CONTENT))
    (packs / "bikes" / "data.py").write_text(source)
    settings.PACKS_DIR = packs
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


def said(*words, **options):
    out = io.StringIO()
    call_command("fetch_data", *words, stdout=out, stderr=out, **options)
    return out.getvalue()


def test_what_can_be_had_is_fetched_and_the_rest_is_a_persons_to_bring(data):
    told = said()
    assert (data / "a.csv").read_bytes() == CONTENT
    assert "a.csv: fetched" in told
    assert "Licence: CC BY 4.0" in told
    assert f"Put the file (7 bytes) at {data / 'b.csv'} yourself. Ask the" in told
    assert "Grading uses the real data." in told
    assert "later" not in told
    assert "a.csv: already there" in said("bikes")


def test_a_list_fetches_nothing(data, site):
    told = said(list=True)
    assert "a.csv: missing" in told
    assert site.url in told
    assert "Ask the instructor." in told
    assert not data.exists()
    said("bikes")
    assert "a.csv: there" in said(list=True)


def test_what_failed_is_said_in_its_place_and_at_the_end(data, site):
    site.content = b"other" * 1200
    with pytest.raises(CommandError, match="Some data is missing"):
        said()
    assert list(data.glob("a.csv*")) == []


def test_the_stand_in_can_be_had_without_any_folder_or_network(
    data, settings, site, tmp_path
):
    settings.DATA_DIR = None
    said("bikes", stand_in=tmp_path / "one")
    said(stand_in=tmp_path / "all")
    assert (tmp_path / "one" / "a.csv").read_bytes() == b"made up"
    assert (tmp_path / "all" / "bikes" / "a.csv").read_bytes() == b"made up"
    assert site.asked == []


def test_without_a_folder_it_says_how_to_name_one(data, settings):
    settings.DATA_DIR = None
    with pytest.raises(CommandError, match="REVIEWHUB_DATA=/srv/data"):
        said()


@pytest.mark.parametrize(
    ("project", "told"),
    [("cars", "There are: bikes, later"), ("later", "announced but not open")],
)
def test_a_project_that_is_not_there_is_said_so(data, project, told):
    with pytest.raises(CommandError, match=told):
        said(project)


def test_on_a_terminal_one_line_tells_how_far_it_is(data):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    out = Terminal()
    call_command("fetch_data", "bikes", stdout=out, stderr=out)
    assert f"\r  a.csv: {len(CONTENT):,} bytes of {len(CONTENT):,} bytes, 100% " in (
        out.getvalue()
    )


def test_a_disk_that_cannot_be_written_is_said_in_a_sentence(data):
    data.write_text("a file where the folder should be")
    with pytest.raises(CommandError, match="Reading or writing failed"):
        said()
