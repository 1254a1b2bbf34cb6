"""What the web loads before gunicorn forks its workers, so that no reader waits for it.

Django imports the views when the first address is looked up, and compiles a template when it is first
shown. Each worker would do both again for itself, while somebody waits for the answer.
"""

from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse


def warm_up() -> None:
    """Opens no connection to the database, because workers must not share one."""
    reverse("projects:queue")  # any address: all modules of views are imported
    templates = Path(settings.BASE_DIR) / "templates"
    for path in sorted(templates.rglob("*.html")):
        get_template(path.relative_to(templates).as_posix())
