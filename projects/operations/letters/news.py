"""The words of one event for one reader. Nothing that their page of it would not show."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.enums import EventKind, State
from projects.models import (
    Comment,
    CriterionDispute,
    Event,
    Review,
    ReviewAudit,
    Submission,
    User,
)
from projects.operations.letters.content import Content, Part, link
from projects.operations.letters.explaining import asked_to_explain, to_decide
from projects.operations.letters.hints import with_hints
from projects.operations.letters.preferences import is_about_review_of
from projects.queries.feedback import (
    RequiredChange,
    changes_of_review,
    published_review,
)
from projects.zones import in_words

_DECISIONS = (
    *(EventKind.APPROVE, EventKind.REQUEST_CHANGES),
    *(EventKind.CANNOT_REVIEW, EventKind.NOT_ACCEPT),
)


def content_of(event: Event, reader: User) -> Content:
    """As it is when the letter is sent: what was taken back meanwhile is not told."""
    if reader.pk == event.submission.student_id:
        return _for_student(event)
    write = _FOR_OTHERS.get(event.kind, _of_other_things)
    content = write(event, reader)
    seen = Submission.objects.visible_to(reader).filter(pk=event.submission_id)
    if not seen.exists():  # it went to others meanwhile
        return replace(content, words="", parts=(), url=link("projects:inbox"))
    return content


def _for_student(event: Event) -> Content:
    """News without words; with the review's, if the event is the decision that counts."""
    if event.kind == EventKind.ASK_TO_EXPLAIN:
        return asked_to_explain(event)
    submission, kind = event.submission, event.get_kind_display()
    lead = _(
        "There is news about your submission of “%(project)s” (attempt %(attempt)s)."
    )
    news = Content(
        subject=f"{kind}: {submission.project.title}",
        lead=f"{lead % _what(submission)} {kind}.",
        url=link("projects:submission", submission.uid),
        action=_("Open the attempt"),
    )
    if event.kind == EventKind.FAIL_CHECKS:
        return with_hints(news, event)
    review = _decided_by(event)
    return news if review is None else _with_review(news, submission, review)


def _decided_by(event: Event) -> Review | None:
    """The review that this decision published, unless it was reopened or replaced since."""
    if event.kind not in _DECISIONS or event.submission.state != event.to_state:
        return None
    later = event.submission.events.filter(kind__in=_DECISIONS, pk__gt=event.pk)
    return None if later.exists() else published_review(event.submission)


def _with_review(news: Content, submission: Submission, review: Review) -> Content:
    changes = changes_of_review(review)
    parts = [_part(news.url, submission, change) for change in changes]
    failed = sum(change.criterion is not None for change in changes)
    return replace(
        news,
        lead=_verdict(review, failed) % _what(submission),
        words=review.general,
        parts=parts if review.verdict == State.CHANGES_REQUESTED else (),
        parts_title=ngettext(
            "%(count)s required change", "%(count)s required changes", len(parts)
        )
        % {"count": len(parts)},
    )


def _verdict(review: Review, failed: int) -> str:
    if review.verdict == State.CHANGES_REQUESTED:
        words = ngettext(
            "Your submission of “%(project)s” (attempt %(attempt)s) was reviewed: "
            "%(count)s criterion requires changes.",
            "Your submission of “%(project)s” (attempt %(attempt)s) was reviewed: "
            "%(count)s criteria require changes.",
            failed,
        )
        return words.replace("%(count)s", str(failed))
    if review.verdict == State.APPROVED:
        return _(
            "Your submission of “%(project)s” (attempt %(attempt)s) meets specifications: "
            "every criterion is met. Congratulations!"
        )
    return _(
        "Your submission of “%(project)s” (attempt %(attempt)s) could not be reviewed. "
        "This never counts as a failed attempt."
    )


def _part(url: str, submission: Submission, change: RequiredChange) -> Part:
    if change.comment is not None:
        return _at_place(submission, change.comment)
    title, anchor = "", ""
    if change.criterion is not None:
        title, anchor = change.criterion.title, f"#criterion-{change.criterion.slug}"
    return Part(title, url + anchor, change.body, page=url)


def _at_place(submission: Submission, comment: Comment) -> Part:
    page = link("projects:notebook", submission.uid, comment.file_name)
    title = comment.file_name
    if comment.cell is not None:
        page = f"{page}?cell={comment.cell + 1}"
        place = {"file": title, "cell": comment.cell + 1, "line": comment.line}
        in_line = _("%(file)s, cell %(cell)s, line %(line)s")
        title = (in_line if comment.line else _("%(file)s, cell %(cell)s")) % place
    return Part(title, f"{page}#comment-{comment.pk}", comment.body, page=page)


def _of_other_things(event: Event, reader: User) -> Content:
    submission, kind = event.submission, event.get_kind_display()
    lead = _(
        "There is news about a review of yours: “%(project)s” (attempt %(attempt)s)."
    )
    return Content(
        subject=f"{kind}: {submission.project.title}",
        lead=f"{lead % _what(submission)} {kind}.",
        url=link("projects:review", submission.uid),
        action=_("Open the review"),
    )


def _held(event: Event, reader: User) -> Content:
    lead = _(
        "An error on our side kept attempt %(attempt)s of “%(project)s” from "
        "being checked, and perhaps others. No reviewer sees such work until "
        "one of you decides: grade it again, or let a reviewer judge it "
        "unchecked."
    )
    return Content(
        subject=_("Work waits for your decision: an error on our side"),
        lead=lead % _what(event.submission),
        url=link("projects:held"),
        action=_("Decide"),
    )


def _disputed(event: Event, reader: User) -> Content:
    submission = event.submission
    news = _of_other_things(event, reader)
    is_mine = is_about_review_of(reader, event)
    if not is_mine:
        lead = _(
            "A student disputes the review of “%(project)s” (attempt %(attempt)s). It waits for a "
            "second reviewer; the first may not take it."
        )
        subject = _("A dispute waits for a second reviewer: %(project)s")
    else:
        lead = _(
            "The student disputes your review of “%(project)s” (attempt %(attempt)s). A second "
            "reviewer looks at it, and you hear of the outcome. There is nothing for you to do."
        )
        subject = _("Your review is disputed: %(project)s")
    disputes = CriterionDispute.objects.filter(review__submission=submission)
    if is_mine:
        disputes = disputes.filter(review__reviewer=reader)
    disputes = disputes.select_related("criterion").order_by("criterion__order")
    parts = [Part(one.criterion.title, news.url, one.body) for one in disputes]
    return replace(
        news,
        subject=subject % _what(submission),
        lead=lead % _what(submission),
        parts=parts,
        parts_title=_("What the student says"),
    )


def _decided(event: Event, reader: User) -> Content:
    """To whoever reviewed it before a dispute or a reopening."""
    news = _of_other_things(event, reader)
    published = event.submission.reviews.filter(published_at__isnull=False)
    mine = published.filter(reviewer=reader).first()
    if mine is None:
        return news
    what = {
        **_what(event.submission),
        "yours": mine.get_verdict_display(),
        "verdict": event.get_kind_display(),
    }
    if mine.verdict == event.to_state:
        subject = _("Your verdict was confirmed: %(project)s")
        lead = _(
            "Your review of “%(project)s” (attempt %(attempt)s) was looked at again by somebody "
            "else, who came to your verdict: %(verdict)s."
        )
    else:
        subject = _("Your verdict was changed: %(project)s")
        lead = _(
            "Your review of “%(project)s” (attempt %(attempt)s) was looked at again by somebody "
            "else. Your verdict was: %(yours)s. It is now: %(verdict)s."
        )
    return replace(news, subject=subject % what, lead=lead % what)


def _reopened(event: Event, reader: User) -> Content:
    lead = _(
        "A lead took up your review of “%(project)s” (attempt %(attempt)s) again. What you wrote "
        "stays in it."
    )
    return replace(_of_other_things(event, reader), lead=lead % _what(event.submission))


def _audited(event: Event, reader: User) -> Content:
    lead = _(
        "A lead drew your review of “%(project)s” (attempt %(attempt)s) as a sample and judged "
        "the work again. Nothing changes for the student."
    )
    news = _of_other_things(event, reader)
    audit = ReviewAudit.objects.filter(
        pk=event.data.get("audit"), review__reviewer=reader
    ).first()
    if audit is None:
        return news
    return replace(
        news,
        lead=f"{lead % _what(event.submission)} {audit.get_quality_display()}.",
        words=audit.body,
        url=link("projects:audit", audit.pk),
        action=_("See both judgements"),
    )


def _claim_ends(event: Event, reader: User) -> Content:
    submission = event.submission
    ends = submission.claim_expires_at
    news = _of_other_things(event, reader)
    if submission.reviewer_id != reader.pk or ends is None:
        return news
    lead = _(
        "Your time for the review of “%(project)s” (attempt %(attempt)s) ends at %(time)s. Then it "
        "goes back to the queue; what you wrote is kept. You can publish it, hand it back, or "
        "extend the time once."
    )
    return replace(news, lead=lead % {**_what(submission), "time": in_words(ends)})


def _rated(event: Event, reader: User) -> Content:
    rating = getattr(published_review(event.submission), "rating", None)
    news = _of_other_things(event, reader)
    if rating is None:
        return news
    lead = ngettext(
        "The student gave your review of “%(project)s” (attempt %(attempt)s) %(stars)s star of 5.",
        "The student gave your review of “%(project)s” (attempt %(attempt)s) %(stars)s stars of 5.",
        rating.stars,
    )
    what = {**_what(event.submission), "stars": rating.stars}
    return replace(news, lead=lead % what, words=rating.body)


def _what(submission: Submission) -> dict[str, object]:
    return {"project": submission.project.title, "attempt": submission.attempt}


_FOR_OTHERS: Mapping[str, Callable[[Event, User], Content]] = MappingProxyType(
    {
        EventKind.HOLD_CHECKS: _held,
        EventKind.STAFF_REMINDED: _held,
        EventKind.DISPUTE: _disputed,
        EventKind.APPROVE: _decided,
        EventKind.REQUEST_CHANGES: _decided,
        EventKind.CANNOT_REVIEW: _decided,
        EventKind.NOT_ACCEPT: _decided,
        EventKind.EXPLAIN: to_decide,
        EventKind.EXPLANATION_WAITS: to_decide,
        EventKind.REOPEN: _reopened,
        EventKind.RATED: _rated,
        EventKind.CLAIM_ENDS: _claim_ends,
        EventKind.AUDITED: _audited,
    }
)
