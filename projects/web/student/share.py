"""What classmates have reached, in one quiet sentence."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from projects.models import Project


def share_words(shares: Mapping[int, float], project: Project) -> str:
    """Empty where there is nothing to say."""
    percent = round(100 * shares.get(project.pk, 0))
    if not percent:
        return ""
    words = _("%(n)s %% of your cohort have handed this project in.")
    return words % {"n": percent}
