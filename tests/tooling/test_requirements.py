"""The pinned files hold the whole closure: a fresh install cannot drift."""

import ast
import re
import sys
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent
# What runs in the sandbox, on the students' runtime and not on ours.
ON_THE_RUNTIME = {"exemplars", "starter", "runtimes", "inside"}
OURS = {"reviewhub", "protocol", "projects", "workers", "notebooks", "scripts", "tests"}


def pins(name):
    """Canonical name → requirement, of one file without what it includes."""
    lines = (ROOT / name).read_text().splitlines()
    wanted = (Requirement(line) for line in lines if re.match(r"[A-Za-z]", line))
    return {canonicalize_name(each.name): each for each in wanted}


RUNTIME = pins("requirements.txt")
EVERYTHING = RUNTIME | pins("requirements-dev.txt")


@pytest.mark.parametrize("requirement", EVERYTHING.values(), ids=str)
def test_a_requirement_is_pinned_to_one_version(requirement):
    assert [each.operator for each in requirement.specifier] == ["=="]


@pytest.mark.parametrize(
    ("name", "known"),
    [(name, RUNTIME) for name in RUNTIME] + [(name, EVERYTHING) for name in EVERYTHING],
)
def test_what_a_package_needs_is_pinned_too(name, known):
    marker = known[name].marker
    if marker and not marker.evaluate():
        return  # not for this Python, so not installed
    needed = (Requirement(text) for text in distribution(name).requires or ())
    missing = {
        canonicalize_name(each.name)
        for each in needed
        if not each.marker or each.marker.evaluate({"extra": ""})
    } - set(known)
    assert missing == set()


def imported_by(package):
    """Top names of what the package's modules import, from the syntax tree."""
    for path in (ROOT / package).rglob("*.py"):
        if ON_THE_RUNTIME & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.partition(".")[0]


@pytest.mark.parametrize(
    "package", ["reviewhub", "protocol", "projects", "workers", "notebooks"]
)
def test_what_the_product_imports_is_pinned_for_the_product(package):
    foreign = set(imported_by(package)) - OURS - set(sys.stdlib_module_names)
    foreign.discard("workers_packs")  # the name packs are loaded under
    owners = packages_distributions()
    unpinned = {
        module
        for module in foreign
        if not {canonicalize_name(name) for name in owners[module]} & set(RUNTIME)
    }
    assert unpinned == set()
