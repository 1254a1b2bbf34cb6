"""A pack is loaded by path, so its imports are held here and not by import-linter."""

import ast
import sys
from pathlib import Path

import pytest

PACKS = Path(__file__).resolve().parent.parent.parent / "workers" / "packs"
OUTSIDE = {
    "numpy",
    "protocol.exhibits",
    "protocol.progress",
    "protocol.steps",
    "protocol.texts",
    "workers.packkit",
    "workers.packkit.hyperparameters",
    "workers.packkit.loaders",
    "workers.packkit.pictures",
    "workers.packkit.checks",
    "workers.packkit.sources",
}
APART = {"exemplars", "starter"}  # students' code, never loaded by the grader


def grader_modules(packs):
    return [
        path
        for path in sorted(packs.glob("*/**/*.py"))
        if not APART & set(path.relative_to(packs).parts)
    ]


def strangers(path, packs):
    """Modules a pack's file imports although it should not."""
    own = "workers_packs." + path.relative_to(packs).parts[0].replace("-", "_")
    names = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # `from workers import pack` names a module, `from workers.packkit.pack import x` does not.
            parents = {"workers", "workers.packkit", "workers_packs"}
            module = "." * node.level + (node.module or "")
            names += (
                [f"{module}.{alias.name}" for alias in node.names]
                if module in parents
                else [module]
            )
    allowed = OUTSIDE | {own} | set(sys.stdlib_module_names)
    return {name for name in names if not _within(name, allowed)}


def _within(name, allowed):
    parts = name.split(".")
    return any(".".join(parts[:count]) in allowed for count in range(1, len(parts) + 1))


def test_there_are_packs_to_look_at():
    assert grader_modules(PACKS) != []


@pytest.mark.parametrize(
    "path", grader_modules(PACKS), ids=lambda path: str(path.relative_to(PACKS))
)
def test_a_pack_knows_only_numpy_the_kit_and_itself(path):
    assert strangers(path, PACKS) == set()


@pytest.mark.parametrize(
    ("line", "stranger"),
    [
        ("import django", "django"),
        ("from projects.models import Submission", "projects.models"),
        ("from workers.grader.pipeline import examine", "workers.grader.pipeline"),
        ("from workers import pipeline", "workers.pipeline"),
        ("from workers_packs.other import reference", "workers_packs.other"),
        ("from workers_packs import other", "workers_packs.other"),
        ("from . import data", "."),
    ],
)
def test_a_stranger_is_found(tmp_path, line, stranger):
    module = tmp_path / "my-pack" / "checks" / "theme.py"
    module.parent.mkdir(parents=True)
    module.write_text(f"from workers_packs.my_pack import data\n{line}\n")
    assert strangers(module, tmp_path) == {stranger}
