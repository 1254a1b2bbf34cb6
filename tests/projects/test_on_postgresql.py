"""The domain's tests once more, on PostgreSQL: they run on SQLite wherever else you are.

With them those of texts that PostgreSQL takes differently.
By hand: DATABASE_URL=postgresql://… python -m pytest tests/projects
"""

import os
import re
import subprocess
import sys

from tests.stack import ROOT

TIMEOUT_S = 900
PLACES = ("tests/projects", "tests/web/test_hostile_text.py")
# These bring their databases themselves.
APART = ("test_races.py", "test_on_postgresql.py")


def test_the_domain_holds_on_postgresql_too(postgres_url):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    ignored = [f"--ignore=tests/projects/{name}" for name in APART]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", *PLACES, "-q", "--create-db"),
            *("-p", "no:cacheprovider", "-p", "no:xdist", *ignored),
        ],
        cwd=ROOT,
        env={**kept, "DATABASE_URL": postgres_url},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    (passed,) = re.findall(r"(\d+) passed", done.stdout)
    assert int(passed) > 300, "all of them"
