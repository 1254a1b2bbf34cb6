"""What staff see: leads and admins on a submission's page, reviewers at a cell. `{% load staff %}`"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from projects.enums import Action, State
from projects.models import CheckResult, Event, Step, Submission, User
from projects.queries.grading import newest_run
from projects.queries.queue import timeline_for
from projects.rules import leads_work
from projects.templatetags.kit import icon
from projects.workflow import actions_for

register = template.Library()


@dataclass(frozen=True)
class Panel:
    steps: Sequence[Step]
    incidents: Sequence[Step]
    results: Sequence[CheckResult]  # those with evidence
    timeline: Sequence[Event]
    may_rerun: bool
    may_refer: bool
    may_release: bool
    may_assign: bool
    may_reopen: bool


@register.simple_tag(takes_context=True)
def staff_panel(context: dict[str, Any], submission: Submission) -> Panel | None:
    """None for everybody but admins and the cohort's leads, and for a lead's own work."""
    user = context["request"].user
    if not isinstance(user, User) or not leads_work(user, submission):
        return None
    if submission.student_id == user.pk:
        return None
    # A page that has them read brings them along.
    run = context["run"] if "run" in context else newest_run(submission)
    steps = list(run.steps.all()) if run else []
    actions = context.get("actions") or actions_for(submission, user)
    return Panel(
        steps=steps,
        incidents=[step for step in steps if step.incident],
        results=[row for step in steps for row in step.results.all() if row.evidence],
        timeline=context.get("events") or timeline_for(submission, staff=True),
        may_rerun=submission.state in State.open() and submission.state != State.HELD,
        may_refer=Action.REFER_UNCHECKED in actions,
        may_release=Action.RELEASE in actions,
        may_assign=Action.ASSIGN in actions,
        may_reopen=Action.REOPEN in actions,
    )


@register.simple_tag
def comment_link(here: str, joiner: str, cell: Any) -> SafeString:
    """Opens a comment on a whole cell. cell: a CommentedCell; here, joiner: see review/cell.html.

    No template: a page has fifty, which took 3 of the workspace's 44 ms.
    """
    number = cell.number
    address = f"{here}{joiner}comment={'' if number is None else number}:"
    language = get_language()
    return format_html(
        '<a class="btn btn--quiet btn--small" data-key="c" href="{}#{}" hx-get="{}"{}>{}</a>',
        *(address, cell.shown.anchor, address),
        *(_names_cell(number, language), _says_comment(language)),
    )


@lru_cache(maxsize=1024)
def _names_cell(number: int | None, _language: str | None) -> SafeString:
    label = _("Comment on cell %(n)s") % {"n": number}
    return format_html(' aria-label="{}"', label) if number else SafeString()


@lru_cache(maxsize=8)
def _says_comment(_language: str | None) -> SafeString:
    return format_html("{}<span>{}</span>", icon("comment", size="small"), _("Comment"))
