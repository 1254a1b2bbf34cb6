"""An import that goes the wrong way breaks the build: each is tried on a copy of the tree."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.stack import ROOT

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = SETTINGS["tool"]["importlinter"]["root_packages"]
LINT = Path(sys.executable).parent / "lint-imports"

# Who must not import whom. A module that moves is renamed here; a line goes only with a
# decision that the import is allowed.
FORBIDDEN = [
    # The domain's layers
    ("projects.queries.queue", "projects.operations.reviews"),
    ("projects.queries.queue", "projects.admin.people"),
    ("projects.models.review", "projects.operations.reviews"),
    ("projects.models.course", "projects.workflow"),
    ("projects.workflow", "projects.operations.reviews"),
    ("projects.operations.reviews", "projects.web.busy"),
    ("projects.operations.grading.leases", "projects.operations.regrades"),
    ("projects.throttles.scopes", "projects.models"),
    ("projects.enums", "projects.models"),
    # Skins and rooms of the web
    ("projects.api.views", "projects.web.busy"),
    ("projects.web.busy", "projects.api.views"),
    ("projects.web.review.workspace", "projects.web.student.files"),
    ("projects.web.parts.charts", "projects.web.student.files"),
    ("projects.web.student.files", "notebooks.rendering"),
    # Site, grader, and what they share
    ("projects.operations.pack_sync", "workers.packkit.pack"),
    ("protocol.steps", "projects.enums"),
    ("protocol.steps", "workers.packkit.pack"),
    ("protocol.steps", "django.db"),
    ("notebooks.reading", "django.http"),
    ("notebooks.reading", "projects.enums"),
    # Rooms of the grader
    ("workers.sandbox.opening", "workers.grader.steps.judging"),
    ("workers.packkit.checks", "workers.sandbox.opening"),
    ("workers.grader.pipeline", "workers.doctor.doctor"),
    ("workers.grader.pipeline", "workers.calibration.records"),
    ("workers.calibration.page", "django.template"),
    ("workers.calibration.page", "workers.doctor.doctor"),
    ("workers.grader.pipeline", "celery"),
    ("workers.doctor.doctor", "workers.agent.tasks"),
    ("workers.sandbox.policy", "projects.enums"),
    ("scripts.checks", "django"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """Our packages and their contracts, without what no contract looks at."""
    folder = tmp_path_factory.mktemp("contracts")
    for package in PACKAGES:
        large = ("packs", "attacks", "runtimes") if package == "workers" else ()
        left_out = shutil.ignore_patterns("__pycache__", *large)
        shutil.copytree(ROOT / package, folder / package, ignore=left_out)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder):
    return subprocess.run(
        [LINT], cwd=folder, capture_output=True, text=True, check=False
    )


def file_of(module, folder):
    place = folder.joinpath(*module.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def test_the_copy_keeps_every_contract(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("importer", "imported"), FORBIDDEN, ids=[f"{a} -> {b}" for a, b in FORBIDDEN]
)
def test_a_forbidden_import_breaks_the_build(copy, importer, imported):
    file = file_of(importer, copy)
    assert file.exists(), f"{importer} has moved"
    before = file.read_text("utf-8")
    if imported.partition(".")[0] in PACKAGES:
        assert file_of(imported, copy).exists(), f"{imported} has moved"
    file.write_text(f"{before}\n\nimport {imported}\n", "utf-8")
    try:
        done = lint(copy)
    finally:
        file.write_text(before, "utf-8")
    assert done.returncode == 1, f"{importer} may import {imported}:\n{done.stdout}"
    assert f"{importer} -> {imported.partition('.')[0]}" in done.stdout
