"""A room's tests once more, on PostgreSQL: they run on SQLite wherever else you are.

By hand: DATABASE_URL=postgresql://… python -m pytest tests/web
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterable

from tests.stack import ROOT

TIMEOUT_S = 1500


def passes(room: str, url: str, *, apart: Iterable[str] = (), more_than: int) -> None:
    """`apart`: files in the room that bring databases of their own, or ask for none.

    Fails unless more than `more_than` tests passed: a run that collects hardly any is seen.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    ignored = [f"--ignore={room}/{name}" for name in ("test_on_postgresql.py", *apart)]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", room, "-q", "--create-db"),
            *("-p", "no:cacheprovider", "-p", "no:xdist", *ignored),
        ],
        cwd=ROOT,
        env={**kept, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    (passed,) = re.findall(r"(\d+) passed", done.stdout)
    assert int(passed) > more_than, f"only {passed} of the tests in {room} ran"
