"""What the web has loaded before gunicorn forks its workers: all that a first reader needs."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BEFORE_THE_FORK = """
import json, sys
import reviewhub.wsgi
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
    "connected": [one.alias for one in connections.all() if one.connection],
}))
"""


def test_no_reader_waits_for_views_or_templates_and_no_connection_is_shared(tmp_path):
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
