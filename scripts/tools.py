"""The tools of development: installed, and run as commands of the virtual environment."""

import subprocess
import sys
from collections.abc import Mapping, Sequence

from scripts import environment, say


def prepare_python(steps: say.Steps) -> None:
    with steps.step("Python environment in .venv"):
        environment.ensure_venv()
    with steps.step("Pinned Python packages"):
        environment.ensure_packages(environment.DEVELOPMENT)


def tool(*command: str) -> list[str]:
    return [str(environment.VENV / "bin" / command[0]), *command[1:]]


def show(command: Sequence[str], more: Mapping[str, str] | None = None) -> int:
    """Runs a command and shows its output at once; returns its status."""
    sys.stdout.flush()
    env = environment.environ() | dict(more or {})
    done = subprocess.run(command, cwd=say.ROOT, env=env, check=False)
    return done.returncode
