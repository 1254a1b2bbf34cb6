"""What becomes of rows that were there before, by the migrations that tests otherwise do without.

Their databases are made from the models (`--nomigrations`), which takes a tenth of the time; that
both agree is held by `makemigrations --check` in the lint.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services import private_postgres
from tests.stack import ROOT

# Run in a process of its own, since a process has one set of settings and one default database.
UPGRADE = """
import json
import django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

def models_at(*nodes):
    executor = MigrationExecutor(connection)
    executor.migrate(list(nodes))
    return MigrationExecutor(connection).loader.project_state(list(nodes)).apps.get_model

joined = timezone.now()
get = models_at(("projects", "0006_names_in_one_line"))
ada = get("projects", "User").objects.create(
    email="Ada@Example.org", name="Ada", date_joined=joined
)
get = models_at(("projects", "0014_costs"))
for order, state in enumerate(("certified", "inactive"), 1):
    project = get("projects", "Project").objects.create(slug=f"project-{order}", order=order)
    get("projects", "Certification").objects.create(
        user_id=ada.pk, project=project, state=state
    )
get = models_at(("projects", "0040_applications_told_to_leads"))
cohort = get("projects", "Cohort").objects.create(
    slug="tokyo", title="Tokyo", starts_on="2027-01-01", time_zone="Asia/Tokyo"
)
get("projects", "Enrolment").objects.create(
    cohort=cohort, student_id=ada.pk, state="paused", paused_until="2027-02-03"
)
get = models_at(*MigrationExecutor(connection).loader.graph.leaf_nodes())
rows = get("projects", "Certification").objects
paused = get("projects", "Enrolment").objects.get()
print(json.dumps({
    "address": get("projects", "User").objects.get().email,
    "proved when joined": get("projects", "User").objects.get().email_verified_at == joined,
    "pause ends": paused.pause_ends_at.isoformat(),
    "certifications": sorted(rows.values_list("project__order", "language", "state")),
}))
"""


def upgraded(url: str, var: Path) -> dict[str, object]:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "reviewhub.settings",
        "DATABASE_URL": url,
        "REVIEWHUB_VAR": str(var),
    }
    done = subprocess.run(
        [sys.executable, "-c", UPGRADE],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_rows_from_before_are_kept_and_filled_in(database: str, tmp_path: Path) -> None:
    """Accounts count as proved, certifications hold for every language, pauses end by their zone,
    addresses are in lower case."""
    var = tmp_path / "var"
    if database == "postgresql":
        with private_postgres() as url:
            found = upgraded(url, var)
    else:
        found = upgraded(f"sqlite:///{tmp_path}/old.sqlite3", var)
    assert found == {
        "address": "ada@example.org",
        "proved when joined": True,
        "pause ends": "2027-02-03T15:00:00+00:00",
        "certifications": [
            [1, "en", "certified"],
            [1, "ja", "certified"],
            [2, "en", "paused"],
            [2, "ja", "paused"],
        ],
    }
