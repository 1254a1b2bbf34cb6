"""What a letter about the checks carries: the first line of each hint, with its link."""

from dataclasses import replace

from django.utils.translation import ngettext

from projects.enums import State
from projects.models import Event
from projects.operations.letters.content import Content, Part
from projects.queries.feedback import RequiredChange, changes_of_checks
from projects.queries.grading import by_criterion, newest_run

MOST = 10  # a letter is no page: what is left out is one link away
LONGEST = 300  # of a line, in characters


def with_hints(news: Content, event: Event) -> Content:
    """The same words as the student's page; none once the work has moved on."""
    submission = event.submission
    if submission.state != State.RETURNED:
        return news
    criteria = list(submission.rubric.criteria.all())
    changes = changes_of_checks(by_criterion(criteria, newest_run(submission)))
    title = ngettext(
        "%(count)s thing to change", "%(count)s things to change", len(changes)
    )
    return replace(
        news,
        parts=[_part(news.url, change) for change in changes[:MOST]],
        parts_title=title % {"count": len(changes)} if changes else "",
    )


def _part(url: str, change: RequiredChange) -> Part:
    title, anchor = "", ""
    if change.criterion is not None:
        title, anchor = change.criterion.title, f"#criterion-{change.criterion.slug}"
    return Part(title, url + anchor, _first_line(change.body), is_plain=True)


def _first_line(hint: str) -> str:
    line = next((one for one in hint.splitlines() if one.strip()), "")
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
