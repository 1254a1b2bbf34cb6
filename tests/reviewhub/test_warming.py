"""What the web has loaded before gunicorn forks its workers: all that a first reader needs."""

import json
import os
import subprocess
import sys
from pathlib import Path

from reviewhub.warming import THRESHOLDS

ROOT = Path(__file__).resolve().parent.parent.parent
MANY = 100_000  # objects that never die
BEFORE_THE_FORK = """
import gc, json, sys
import reviewhub.wsgi
frozen, thresholds = gc.get_freeze_count(), gc.get_threshold()
loaded = set(sys.modules)
from django.db import connections
from django.template import engines
from django.urls import get_resolver
get_resolver().url_patterns
[partials] = engines["django"].engine.template_loaders
[loader] = partials.loaders
print(json.dumps({
    "views": [one for one in sys.modules if one.startswith("projects.") and one not in loaded],
    "templates": list(loader.get_template_cache),
    "frozen": frozen,
    "thresholds": thresholds,
    "connected": [one.alias for one in connections.all() if one.connection],
}))
"""


def test_no_reader_waits_for_views_templates_or_the_collector(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", BEFORE_THE_FORK],
        cwd=ROOT,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "reviewhub.settings",
            "REVIEWHUB_DEBUG": "1",
            "REVIEWHUB_VAR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    pages = (ROOT / "templates").rglob("*.html")
    names = {path.relative_to(ROOT / "templates").as_posix() for path in pages}
    assert found["views"] == []
    assert names - set(found["templates"]) == set()
    assert found["connected"] == []
    assert found["frozen"] > MANY
    assert tuple(found["thresholds"]) == THRESHOLDS
