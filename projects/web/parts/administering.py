"""Pages of admins: to all others they do not exist."""

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import User
from projects.rules import may_change_site
from projects.web.parts.people import signed_in


def admin_of(request: HttpRequest) -> User:
    user = signed_in(request)
    if not may_change_site(user):
        raise Http404
    return user


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The way to a page: `more` are labels with their addresses, the last without one."""
    way = ((_("Administration"), reverse("projects:administration")), *more)
    return [{"label": label, "url": url} for label, url in way]
