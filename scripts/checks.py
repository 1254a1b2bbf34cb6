"""Linting and testing. A missing program is installed, or the command stops; nothing is skipped."""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts import environment, packages, say

PACKAGES = ("reviewhub", "protocol", "projects", "workers", "notebooks", "scripts")
PACKS = say.ROOT / "workers" / "packs"
# Pack modules are loaded by path under this name. mypy finds them through links of this name.
PACK_NAMESPACE = "workers_packs"
CORES = "2"
# One process more than cores: the longest files wait a third of their time, for leases and servers.
TOGETHER = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
FAST = ("-q", "--fast", "-n", CORES, "--dist", "loadfile")
# Branch coverage of code that runs in the tests' own processes; pyproject.toml sets the minimum.
COVERAGE = ("--cov", "--cov-report=term:skip-covered")
CONFORMANCE = "tests/packs/test_conformance.py"
ON_POSTGRESQL = "tests/fuzz/test_on_postgresql.py"  # starts the other fuzz tests again


def _prepare_python(steps: say.Steps) -> None:
    with steps.step("Python environment in .venv"):
        environment.ensure_venv()
    with steps.step("Pinned Python packages"):
        environment.ensure_packages(environment.DEVELOPMENT)


def _tool(*command: str) -> list[str]:
    return [str(environment.VENV / "bin" / command[0]), *command[1:]]


def _link_packs() -> tuple[Path, list[str]]:
    """Makes a folder in which every pack is a package of the name under which it is loaded."""
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
    """Checks that take under two minutes: `make lint` and tests that start no processes."""
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
        with steps.step("Students' runtimes, whose building began before"):
            finish_runtimes()
    with steps.step("Tests"):
        # Each process has servers and browsers of its own. All tests of a file run in one of
        # them, so a file starts its servers once. tests/conftest.py orders the files.
        code = _show(_tool("pytest", *TOGETHER))
    say.note(f"all of it took {steps.seconds():.0f} s")
    return code


def test_packs() -> int:
    """Grades every exemplar of every pack in the sandbox, including the slow ones."""
    steps = say.Steps(total=5)
    with steps.step("System packages"):
        packages.ensure(packages.TO_TEST)
        packages.check_sandbox()
    with environment.building_runtimes("--all") as finish_runtimes:
        _prepare_python(steps)
        with steps.step("Students' runtimes, whose building began before"):
            finish_runtimes()
    with steps.step("Packs"):
        code = _show(_tool("pytest", CONFORMANCE, "--all-exemplars", "-n", CORES))
    say.note(f"all of it took {steps.seconds():.0f} s")
    return code


def coverage() -> int:
    """Runs all tests under coverage, which slows what they time; fails below the floor."""
    return _show(_tool("pytest", *TOGETHER, *COVERAGE))


def fuzz() -> int:
    """Runs the fuzz tests for longer than `make test`: see REVIEWHUB_FUZZ_EXAMPLES and _FILES.

    It uses the database of DATABASE_URL. Run nothing else meanwhile, because answers are timed.
    """
    profile = {"REVIEWHUB_FUZZ": "fuzz"}
    return _show(_tool("pytest", "tests/fuzz", "--ignore", ON_POSTGRESQL), profile)


def attack_fuzz() -> int:
    """Attacks what reads a sandbox's bytes at random for five minutes, and tells the seeds."""
    return _show(_tool("python", "-m", "tests.fuzz.attacking"))


def bench() -> int:
    return _show(_tool("python", "-m", "tests.bench"))


def chaos() -> int:
    """Kills processes in three rounds, on default settings; writes docs/chaos.md."""
    settings = {"DJANGO_SETTINGS_MODULE": "reviewhub.settings_test"}
    return _show(_tool("python", "-m", "tests.engine.chaos", "--write"), settings)


def fmt() -> int:
    _show(_tool("ruff", "check", "--fix-only", "--quiet", "."))
    _show(_tool("ruff", "format", "."))
    # djlint exits with an error status if it changed a file, so its status is ignored.
    _show(_tool("djlint", "templates", "--reformat", "--quiet"))
    return 0


def messages() -> int:
    """Adds new texts of pages to locale/ and removes unused ones; people then translate them."""
    _prepare_python(say.Steps(total=2))
    return _show(_tool("python", "-m", "reviewhub.catalogues", "update"))


def _show(command: Sequence[str], more: Mapping[str, str] | None = None) -> int:
    """Runs a command and shows its output at once; returns its status."""
    sys.stdout.flush()
    env = environment.environ() | dict(more or {})
    done = subprocess.run(command, cwd=say.ROOT, env=env, check=False)
    return done.returncode
