"""`python3 -m scripts COMMAND`. The Makefile and the README describe the commands."""

import argparse
import sys
from collections.abc import Callable

from scripts import (
    checks,
    compose,
    environment,
    linting,
    locking,
    packages,
    ports,
    sandbox_check,
    say,
    serve,
    vendored,
)

READY = """
  ReviewHub is ready after {seconds:.0f} s:  http://{host}:{port}/

{accounts}

  Press Ctrl-C to stop it. What was handed in stays in {state}.
"""


def _set_up(steps: say.Steps) -> str:
    """Sets up everything that serving needs; returns the message about the accounts."""
    with steps.step("System packages"):
        packages.ensure(packages.TO_RUN)
        sandbox_check.check_sandbox()
    # The students' runtimes are built in parallel, which halves the time on two cores.
    with environment.building_runtimes() as finish_runtimes:
        with steps.step("Python environment in .venv"):
            environment.ensure_venv()
        with steps.step("Pinned Python packages"):
            environment.ensure_packages(environment.RUNTIME)
        with steps.step("Japanese words"):
            environment.compile_catalogues()
        with steps.step("Database, project packs, demo cohort, style sheets"):
            accounts = environment.manage("set_up")
        with steps.step("What students' notebooks run on, begun meanwhile"):
            finish_runtimes()
    return accounts


def run() -> int:
    host, port = ports.address()
    steps = say.Steps(total=6)
    accounts = _set_up(steps)
    say.note("starting web, workers and beat")

    def ready() -> str:
        return READY.format(
            seconds=steps.seconds(),
            host=host,
            port=port,
            accounts=accounts.strip("\n"),
            state=serve.state_folder(),
        )

    return serve.serve(say.ROOT / "Procfile", host, port, ready)


COMMANDS: dict[str, Callable[[], int]] = {
    "run": run,
    "test": checks.test,
    "test-packs": checks.test_packs,
    "test-postgresql": checks.test_postgresql,
    "check": checks.check,
    "coverage": checks.coverage,
    "lint": linting.lint,
    "fmt": checks.fmt,
    "messages": checks.messages,
    "lock": locking.lock,
    "vendor": vendored.vendor,
    "test-compose": compose.test_compose,
    "bench": checks.bench,
    "fuzz": checks.fuzz,
    "attack-fuzz": checks.attack_fuzz,
    "chaos": checks.chaos,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts")
    parser.add_argument("command", choices=COMMANDS)
    try:
        return COMMANDS[parser.parse_args().command]()
    except say.Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
