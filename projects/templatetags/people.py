"""People as whoever reads a page may know them. Load with `{% load people %}`."""

from django import template
from django.template.context import Context

from projects.models import Submission, User
from projects.queries import names

register = template.Library()


@register.simple_tag(takes_context=True)
def name_of(context: Context, person: User | None, submission: Submission) -> str:
    """Without a request, as in a letter, nobody is known to be in on it."""
    request = getattr(context, "request", None) or context.get("request")
    return names.name_of(person, submission, getattr(request, "user", None))
