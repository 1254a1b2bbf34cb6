"""Linting and testing. Nothing is skipped: what is missing is installed, or it stops."""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts import environment, packages, say

PACKAGES = ("reviewhub", "protocol", "projects", "workers", "notebooks", "scripts")
PACKS = say.ROOT / "workers" / "packs"
# Pack modules are loaded by path under this name; mypy finds them through links named so.
PACK_NAMESPACE = "workers_packs"
CORES = "2"
TOGETHER = ("-n", CORES, "--dist", "loadfile", "--no-loadscope-reorder")
FAST = ("-q", "--fast", "-n", CORES, "--dist", "loadfile")
# Branches too, of what runs in the tests' own processes; pyproject.toml has the floor.
COVERAGE = ("--cov", "--cov-report=term:skip-covered")
CONFORMANCE = "tests/packs/test_conformance.py"
ON_POSTGRESQL = "tests/fuzz/test_on_postgresql.py"  # starts the same again


def _prepare_python(steps: say.Steps) -> None:
    with steps.step("Python environment in .venv"):
        environment.ensure_venv()
    with steps.step("Pinned Python packages"):
        environment.ensure_packages(environment.DEVELOPMENT)


def _tool(*command: str) -> list[str]:
    return [str(environment.VENV / "bin" / command[0]), *command[1:]]


def _link_packs() -> tuple[Path, list[str]]:
    """A folder in which every pack is a package under the name it is loaded by."""
    links = say.ROOT / "var" / "lint"
    shutil.rmtree(links, ignore_errors=True)
    namespace = links / PACK_NAMESPACE
    namespace.mkdir(parents=True)
    modules = []
    for pack in sorted(PACKS.glob("*/pack.toml")):
        name = pack.parent.name.replace("-", "_")
        (namespace / name).mkdir()
        for part in (*pack.parent.glob("*.py"), pack.parent / "checks"):
            if part.exists():
                (namespace / name / part.name).symlink_to(part)
        modules += ["-p", f"{PACK_NAMESPACE}.{name}"]
    return links, modules


def _check_packs_types() -> None:
    links, modules = _link_packs()
    if not modules:
        say.note("no packs")
        return
    env = environment.environ() | {"MYPYPATH": f"{links}:{say.ROOT}"}
    say.run(_tool("mypy", *modules), env=env)


def _lint(steps: say.Steps) -> None:
    checks: Sequence[tuple[str, list[str]]] = (
        ("ruff check", _tool("ruff", "check", ".")),
        ("ruff format", _tool("ruff", "format", "--check", ".")),
        ("import contracts", _tool("lint-imports")),
        ("templates", _tool("djlint", "templates", "--check", "--lint", "--quiet")),
        ("types", _tool("mypy", *(f"-p{name}" for name in PACKAGES))),
        ("migrations", _tool("python", "manage.py", "makemigrations", "--check")),
        ("dead code", _tool("python", "-m", "tests.house.dead_code")),
    )
    for title, command in checks:
        with steps.step(title):
            say.run(command, env=environment.environ())
    with steps.step("types in packs"):
        _check_packs_types()


def lint() -> int:
    steps = say.Steps(total=10)
    _prepare_python(steps)
    _lint(steps)
    return 0


def check() -> int:
    """What is known within two minutes: `make lint`, and the tests that start nothing."""
    steps = say.Steps(total=11)
    _prepare_python(steps)
    _lint(steps)
    with steps.step("Fast tests"):
        code = _show(_tool("pytest", *FAST))
    say.note(f"all of it took {steps.seconds():.0f} s")
    return code


def test() -> int:
    steps = say.Steps(total=13)
    with steps.step("System packages"):
        packages.ensure(packages.TO_TEST)
        packages.check_sandbox()
    with environment.building_runtimes("--all") as finish_runtimes:
        _prepare_python(steps)
        _lint(steps)
        with steps.step("What students' notebooks run on, begun meanwhile"):
            finish_runtimes()
    with steps.step("Tests"):
        # Two at a time, a file's tests together: servers and browsers are private to each
        # of the two, and what a file starts it starts once. tests/conftest.py orders them.
        code = _show(_tool("pytest", *TOGETHER, *COVERAGE))
    say.note(f"all of it took {steps.seconds():.0f} s")
    return code


def test_packs() -> int:
    """Every exemplar of every pack through the sandbox, the slow ones included."""
    steps = say.Steps(total=5)
    with steps.step("System packages"):
        packages.ensure(packages.TO_TEST)
        packages.check_sandbox()
    with environment.building_runtimes("--all") as finish_runtimes:
        _prepare_python(steps)
        with steps.step("What students' notebooks run on, begun meanwhile"):
            finish_runtimes()
    with steps.step("Packs"):
        code = _show(_tool("pytest", CONFORMANCE, "--all-exemplars", "-n", CORES))
    say.note(f"all of it took {steps.seconds():.0f} s")
    return code


def fuzz() -> int:
    """What `make test` tries briefly: as long as REVIEWHUB_FUZZ_EXAMPLES and _FILES say.

    On the database of DATABASE_URL, with nothing else at work: answers are timed.
    """
    profile = {"REVIEWHUB_FUZZ": "fuzz"}
    return _show(_tool("pytest", "tests/fuzz", "--ignore", ON_POSTGRESQL), profile)


def bench() -> int:
    return _show(_tool("python", "-m", "tests.bench"))


def chaos() -> int:
    """Three rounds of killing everything, on default settings; into docs/chaos.md."""
    settings = {"DJANGO_SETTINGS_MODULE": "reviewhub.settings_test"}
    return _show(_tool("python", "-m", "tests.engine.chaos", "--write"), settings)


def fmt() -> int:
    _show(_tool("ruff", "check", "--fix-only", "--quiet", "."))
    _show(_tool("ruff", "format", "."))
    # djlint's status tells whether it changed anything, which is what was asked for.
    _show(_tool("djlint", "templates", "--reformat", "--quiet"))
    return 0


def messages() -> int:
    """New words of pages into locale/, words gone out of it: the rest is translating."""
    _prepare_python(say.Steps(total=2))
    return _show(_tool("python", "-m", "reviewhub.catalogues", "update"))


def _show(command: Sequence[str], more: Mapping[str, str] | None = None) -> int:
    """Run with its output as it comes."""
    sys.stdout.flush()
    env = environment.environ() | dict(more or {})
    done = subprocess.run(command, cwd=say.ROOT, env=env, check=False)
    return done.returncode
