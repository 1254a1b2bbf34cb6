"""A sixth pack, made by copying a folder: on the site and under conformance, nothing registered."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.urls import reverse

from projects.operations.pack_sync import sync_packs
from tests import factories
from tests.packs import exemplars
from workers.packkit.pack import find_packs

SLUG = "sixth-network"
MODEL = "first-neural-network"
# What the author of a copy gives a name of their own, in the copied folder alone.
RENAMED = {
    MODEL: SLUG,
    "first_neural_network": "sixth_network",
    "NeuralNetwork": "SixthNetwork",
    "my_answers": "sixth_answers",
    "Your First Neural Network": "Your Sixth Network",
}
TEXTS = {".toml", ".py", ".ipynb", ".md"}
CONFORMANCE = "tests/packs/test_conformance.py"
# Through the sandbox go these of the copy: the model's own tests see all of them.
QUICK = ("vectorised-batch", "not-averaged", "learning-rate-explodes")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The packs there are, and a copy of the first under another name."""
    packs = tmp_path_factory.mktemp("root") / "packs"
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(exemplars.BUILT_IN_PACKS, packs, ignore=skipped)
    number = len(list(packs.glob("*/pack.toml"))) + 1
    shutil.copytree(packs / MODEL, packs / SLUG)
    renamed(packs / SLUG, {**RENAMED, "\norder = 1\n": f"\norder = {number}\n"})
    for path in (packs / SLUG).glob("exemplars/*/*/expect.toml"):
        known = path.read_text("utf-8").replace("quick = true\n", "")
        marked = "quick = true\n" if path.parent.name in QUICK else ""
        path.write_text(marked + known, "utf-8")
    return packs


def renamed(folder: Path, words):
    for path in sorted(folder.rglob("*")):
        if path.suffix in TEXTS:
            path.write_text(replaced(path.read_text("utf-8"), words), "utf-8")
            path.rename(path.with_name(replaced(path.name, words)))


def replaced(text, words):
    for old, new in words.items():
        text = text.replace(old, new)
    return text


@pytest.fixture
def student(root, settings, client):
    settings.PACKS_DIR = root
    sync_packs(root)
    one = factories.student(factories.cohort())
    client.force_login(one)
    return one


@pytest.mark.django_db
def test_it_is_the_next_project_of_the_course(root, student, client):
    number = tomllib.loads((root / SLUG / "pack.toml").read_text("utf-8"))["order"]
    home = client.get(reverse("projects:home")).content.decode()
    assert reverse("projects:project", args=[SLUG]) in home
    page = client.get(reverse("projects:project", args=[SLUG])).content.decode()
    assert "Your Sixth Network" in page
    assert f"Project {number}" in page
    assert 'id="upload"' in page


@pytest.mark.django_db
def test_its_starter_is_there(student, client):
    response = client.get(reverse("projects:starter", args=[SLUG]))
    assert response.status_code == 200
    assert f"{SLUG}.zip" in response["Content-Disposition"]


def test_the_machine_finds_it_beside_the_others(root):
    packs = find_packs(root)
    assert list(packs)[-1] == SLUG
    assert packs[SLUG].defines == ("SixthNetwork",)
    assert [c.slug for c in packs[SLUG].checks] == [c.slug for c in packs[MODEL].checks]


def test_it_passes_conformance(root):
    """In a process of its own, in which the packs are those of the copy."""
    mine = f"{SLUG} or numbered or no_two_packs"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", CONFORMANCE, "-k", mine],
        cwd=exemplars.BUILT_IN_PACKS.parents[1],
        env={**os.environ, "REVIEWHUB_PACKS": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    checked, trained = (
        [line for line in done.stdout.splitlines() if test in line and "PASSED" in line]
        for test in ("test_the_hidden_checks_say", "test_training_an_exemplar")
    )
    assert (len(checked), len(trained)) == (3, 2)
