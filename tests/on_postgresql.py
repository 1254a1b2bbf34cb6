"""A room's tests once more, on PostgreSQL: they run on SQLite wherever else you are.

`make test` repeats those that together make every statement (tests/repeated.py), and
`make test-postgresql` all of them. One file by hand:
DATABASE_URL=postgresql://… python -m pytest tests/web/test_pages.py
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable

from tests.repeated import TOLD
from tests.stack import ROOT

TIMEOUT_S = 1500


def passes(
    room: str,
    url: str,
    tell: Callable[[str, object], None],
    *,
    apart: Iterable[str] = (),
    more_than: int,
) -> None:
    """`apart`: files in the room that bring databases of their own, or ask for none.

    Fails unless every chosen test passed, of more than `more_than` that are there: a run that
    collects hardly any is seen. `tell` is the fixture record_property.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    unused = [] if room == "tests/fuzz" else ["-p", "no:schemathesis"]
    ignored = [f"--ignore={room}/{name}" for name in ("test_on_postgresql.py", *apart)]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", room, "-q", "--create-db", "--repeated"),
            *("-p", "no:cacheprovider", "-p", "no:xdist", *unused, *ignored),
        ],
        cwd=ROOT,
        env={**kept, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    ((told, chosen, there),) = re.findall(
        r"^(repeats (\d+) of (\d+) tests.*)$", done.stdout, re.MULTILINE
    )
    (passed,) = re.findall(r"(\d+) passed", done.stdout)
    assert passed == chosen, f"only {passed} of {chosen} chosen tests passed in {room}"
    assert int(there) > more_than, f"only {there} tests are there in {room}"
    tell(TOLD, told)
