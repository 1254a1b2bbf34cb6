"""Whether hand-ins are taken at all: of the site, and of one project. An admin closes both."""

from django.utils.translation import gettext as _

from projects.models import Project, current, localized
from projects.site_settings import HAND_INS_OPEN, HAND_INS_WORDS


def site_closed_words() -> str:
    """Why the site takes none now, in the active language; empty: it does."""
    if current(HAND_INS_OPEN):
        return ""
    return localized(current(HAND_INS_WORDS)) or _(
        "No hand-ins are taken at the moment. Everything that you handed in is kept; "
        "hand in again when this note is gone."
    )


def closed_words(project: Project) -> str:
    """Why work for this project is not taken now; empty: it is, as far as admins are concerned."""
    if words := site_closed_words():
        return words
    if project.closed_at is None:
        return ""
    return localized(project.closed_text) or _(
        "This project takes no hand-ins at the moment. Everything that you handed in is kept."
    )
