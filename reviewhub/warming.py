"""What the web does once before gunicorn forks its workers, so that no reader waits for it.

Django imports the views when the first address is looked up, and compiles a template when it is first
shown. Each worker would do both again for itself, while somebody waits for the answer.
"""

import gc
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

# Objects that were made since the last look, before young ones are looked through; looks at the young
# before the middle-aged are, and at those before all. Python's own: 700, 10, 10.
THRESHOLDS = (10_000, 20, 20)


def warm_up() -> None:
    """Opens no connection to the database, because workers must not share one."""
    reverse("projects:queue")  # any address: all modules of views are imported
    templates = Path(settings.BASE_DIR) / "templates"
    for path in sorted(templates.rglob("*.html")):
        get_template(path.relative_to(templates).as_posix())
    leave_alone()


def leave_alone() -> None:
    """Takes all that is there out of the garbage collector's sight, since it never dies.

    Two hundred thousand such objects took 100 ms of every tenth to twentieth page. Workers also
    share their memory for longer.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
