"""Tests and benches. A missing program is installed, or the command stops; nothing is skipped."""

from scripts import environment, packages, sandbox_check, say
from scripts.linting import lint_all
from scripts.tools import prepare_python, show, tool

CORES = "2"
# One process more than cores: the longest files wait a third of their time, for leases and servers.
TOGETHER = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
# Only tests in tests/fuzz use schemathesis, which each process of pytest would import.
FAST = ("-q", "--fast", "-n", CORES, "--dist", "loadfile", "-p", "no:schemathesis")
# Branch coverage of code that runs in the tests' own processes; pyproject.toml sets the minimum.
COVERAGE = ("--cov", "--cov-report=term:skip-covered")
CONFORMANCE = "tests/packs/test_conformance.py"
ON_POSTGRESQL = "tests/fuzz/test_on_postgresql.py"  # starts the other fuzz tests again
REPEATS = [
    f"tests/{room}/test_on_postgresql.py" for room in ("web", "projects", "api", "fuzz")
]


def check() -> int:
    """Checks that take under two minutes: `make lint` and tests that start no processes."""
    steps = say.Steps(total=11)
    prepare_python(steps)
    lint_all(steps)
    with steps.step("Fast tests"):
        code = show(tool("pytest", *FAST))
    say.note(f"all of it took {steps.seconds():.0f} s")
    return code


def test() -> int:
    steps = say.Steps(total=13)
    with steps.step("System packages"):
        packages.ensure(packages.TO_TEST)
        sandbox_check.check_sandbox()
    with environment.building_runtimes("--all") as finish_runtimes:
        prepare_python(steps)
        lint_all(steps)
        with steps.step("Students' runtimes, whose building began before"):
            finish_runtimes()
    with steps.step("Tests"):
        # Each process has servers and browsers of its own. All tests of a file run in one of
        # them, so a file starts its servers once. tests/conftest.py orders the files.
        code = show(tool("pytest", *TOGETHER))
    say.note(f"all of it took {steps.seconds():.0f} s")
    return code


def test_packs() -> int:
    """Grades every exemplar of every pack in the sandbox, including the slow ones."""
    steps = say.Steps(total=5)
    with steps.step("System packages"):
        packages.ensure(packages.TO_TEST)
        sandbox_check.check_sandbox()
    with environment.building_runtimes("--all") as finish_runtimes:
        prepare_python(steps)
        with steps.step("Students' runtimes, whose building began before"):
            finish_runtimes()
    with steps.step("Packs"):
        code = show(tool("pytest", CONFORMANCE, "--all-exemplars", "-n", CORES))
    say.note(f"all of it took {steps.seconds():.0f} s")
    return code


def test_postgresql() -> int:
    """Every test of rooms with a database on PostgreSQL, of which `make test` chooses some.

    Each repeat finds no records of tests that ran before it: so it leaves none out.
    """
    steps = say.Steps(total=4)
    with steps.step("System packages"):
        packages.ensure(packages.TO_TEST)
    prepare_python(steps)
    with steps.step("Tests on PostgreSQL"):
        code = show(tool("pytest", *REPEATS, *TOGETHER))
    say.note(f"all of it took {steps.seconds():.0f} s")
    return code


def coverage() -> int:
    """Runs all tests under coverage, which slows what they time; fails below the floor."""
    return show(tool("pytest", *TOGETHER, *COVERAGE))


def fuzz() -> int:
    """Runs the fuzz tests for longer than `make test`: see REVIEWHUB_FUZZ_EXAMPLES and _FILES.

    It uses the database of DATABASE_URL. Run nothing else meanwhile, because answers are timed.
    """
    profile = {"REVIEWHUB_FUZZ": "fuzz"}
    return show(tool("pytest", "tests/fuzz", "--ignore", ON_POSTGRESQL), profile)


def attack_fuzz() -> int:
    """Attacks what reads a sandbox's bytes at random for five minutes, and tells the seeds."""
    return show(tool("python", "-m", "tests.fuzz.attacking"))


def bench() -> int:
    return show(tool("python", "-m", "tests.bench"))


def chaos() -> int:
    """Kills processes in three rounds, on default settings; writes docs/chaos.md."""
    settings = {"DJANGO_SETTINGS_MODULE": "reviewhub.settings_test"}
    return show(tool("python", "-m", "tests.engine.chaos", "--write"), settings)


def fmt() -> int:
    show(tool("ruff", "check", "--fix-only", "--quiet", "."))
    show(tool("ruff", "format", "."))
    # djlint exits with an error status if it changed a file, so its status is ignored.
    show(tool("djlint", "templates", "--reformat", "--quiet"))
    return 0


def messages() -> int:
    """Adds new texts of pages to locale/ and removes unused ones; people then translate them."""
    prepare_python(say.Steps(total=2))
    return show(tool("python", "-m", "reviewhub.catalogues", "update"))
