"""The words of letters: the review's own for the student, and nothing that a page would hide."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from projects.enums import Action, CommentTag, Judgement, State, UnableReason
from projects.models import Comment, Delivery, Letter, Review, Submission, Topic
from projects.operations import drafts, mailing, reviews, submissions
from projects.operations.claims import warn_before_end
from projects.operations.letters.composing import compose
from projects.operations.letters.preferences import choose_deliveries
from projects.operations.notifications import notify
from projects.workflow import move
from tests import factories
from tests.notebooks.dom import parsed
from tests.projects.conftest import World

GENERAL = "**Well begun.**\nSee [cell 2](#cell-2) and $x^2$; `train` is the place."


@pytest.fixture(autouse=True)
def address(settings):
    settings.BASE_URL = "https://reviews.example.org"


def publish(world: World, judgement: Judgement, general: str = GENERAL) -> Submission:
    submission = world.claimed()
    factories.judge_all(submission, world.assigned, judgement, "Divide by *n*.")
    review = Review.objects.get(submission=submission)
    Review.objects.filter(pk=review.pk).update(general=general)
    for tag in (CommentTag.REQUIRED, CommentTag.AWESOME):
        Comment.objects.create(
            review=review,
            file_name="notebook.ipynb",
            cell=1,
            line=2,
            tag=tag,
            body=f"<b>{tag}</b> here",
        )
    if judgement == Judgement.MEETS:
        reviews.approve(submission, by=world.assigned)
    else:
        reviews.request_changes(submission, by=world.assigned)
    return submission


def sent_to(person) -> list:
    """Letters to this person, as a mail server gets them."""
    mailing.send_waiting()
    return [one for one in mail.outbox if one.to == [person.email]]


def html_of(letter) -> str:
    return letter.alternatives[0].content


def test_the_student_reads_verdict_count_words_and_changes_with_links(world):
    submission = publish(world, Judgement.CHANGES)
    (letter,) = sent_to(world.author)
    page = f"https://reviews.example.org/submissions/{submission.uid}/"
    assert letter.subject == f"Requires changes: {submission.project.title}"
    for part in (letter.body, html_of(letter)):
        assert "2 criteria require changes" in part
        assert "3 required changes" in part
        assert f"{page}#criterion-code" in part
        assert re.search(r"/files/notebook.ipynb/?\?cell=2#comment-\d+", part)
        assert "notebook.ipynb, cell 2, line 2" in part
        assert "awesome" not in part
    assert GENERAL in letter.body
    dom = parsed(html_of(letter))
    assert {"strong", "em", "code"} <= set(dom.tags)
    assert f"{page}#cell-2" in [one.get("href") for one in dom.all("a")]
    assert "<b>required</b> here" in dom.text, "HTML of people is text"
    assert "$x^2$" in dom.text, "mail programs draw no formulas"
    assert not {"script", "img", "link", "form"} & set(dom.tags)


def test_one_criterion_is_one(world):
    submission = world.claimed()
    slugs = [c.slug for c in submission.rubric.criteria.all()]
    judged = dict.fromkeys(slugs, (Judgement.MEETS, ""))
    judged[slugs[0]] = (Judgement.CHANGES, "This one.")
    drafts.save_draft(submission, drafts.Draft(criteria=judged), by=world.assigned)
    reviews.request_changes(submission, by=world.assigned)
    (letter,) = sent_to(world.author)
    assert "1 criterion requires changes." in letter.body
    assert "1 required change\n" in letter.body


def test_who_passed_reads_the_words_and_no_changes(world):
    publish(world, Judgement.MEETS)
    (letter,) = sent_to(world.author)
    assert "every criterion is met" in letter.body
    assert "Well begun." in letter.body
    assert "comment-" not in letter.body


def test_unable_to_review_says_what_to_do(world):
    submission = world.claimed()
    reviews.cannot_review(
        submission,
        by=world.assigned,
        reason=UnableReason.FILES_MISSING,
        body="Send `helper.py` too.",
    )
    (letter,) = sent_to(world.author)
    assert "never counts as a failed attempt" in letter.body
    assert "Send `helper.py` too." in letter.body


def test_nothing_of_a_review_that_was_taken_back(world):
    submission = publish(world, Judgement.CHANGES)
    reviews.reopen(submission, by=world.lead, reason="A slip.")
    letters = sent_to(world.author)
    assert len(letters) == 2
    for letter in letters:
        assert "Well begun" not in letter.body + html_of(letter)
        assert "Divide by" not in letter.body + html_of(letter)


def test_no_name_of_a_reviewer_and_no_evidence(world):
    publish(world, Judgement.CHANGES)
    (letter,) = sent_to(world.author)
    assert "Assigned" not in letter.body + html_of(letter)


def test_japanese_readers_read_japanese_around_the_reviewers_words(world):
    world.author.language = "ja"
    world.author.save()
    publish(world, Judgement.CHANGES, "損失 $x$ を**平均**で割ってください。")
    (letter,) = sent_to(world.author)
    assert "修正が必要な評価項目が2件" in letter.body
    assert 'lang="ja"' in html_of(letter)
    assert "<strong>平均</strong>" in html_of(letter)
    assert not re.search(r"requires? changes|Open the attempt|You get", letter.body)


def disputed(world: World) -> Submission:
    submission = publish(world, Judgement.CHANGES)
    submissions.dispute(
        submission, by=world.author, reasons={"code": "I **do** divide."}
    )
    return submission


def test_a_dispute_is_told_to_its_reviewer_and_to_leads(world):
    disputed(world)
    (letter,) = sent_to(world.assigned)
    assert letter.subject.startswith("Your review is disputed: ")
    assert "I **do** divide." in letter.body
    assert "<strong>do</strong>" in html_of(letter)
    for_lead = Letter.objects.get(recipient=world.lead)
    assert for_lead.kind == "digest", "leads read it with other news of the day"
    assert "waits for a second reviewer" in compose(for_lead).body


def test_a_lead_who_wants_it_at_once_reads_the_reasons(world):
    choose_deliveries(by=world.lead, chosen={Topic.DISPUTES: Delivery.AT_ONCE})
    disputed(world)
    (letter,) = sent_to(world.lead)
    assert letter.subject.startswith("A dispute waits for a second reviewer")
    assert "I **do** divide." in letter.body


@pytest.mark.parametrize(
    ("judgement", "subject", "words"),
    [
        (
            Judgement.MEETS,
            "Your verdict was changed",
            "It is now: Meets specifications",
        ),
        (
            Judgement.CHANGES,
            "Your verdict was confirmed",
            "your verdict: Requires changes",
        ),
    ],
)
def test_the_first_reviewer_hears_of_the_outcome(world, judgement, subject, words):
    submission = disputed(world)
    reviews.claim(submission, by=world.certified)
    factories.judge_all(submission, world.certified, judgement, "Look.")
    publishing = (
        reviews.approve if judgement == Judgement.MEETS else reviews.request_changes
    )
    publishing(submission, by=world.certified)
    letter = sent_to(world.assigned)[-1]
    assert letter.subject.startswith(subject)
    assert words in letter.body
    assert "Certified" not in letter.body


def test_a_verdict_changed_by_a_lead_is_told_to_the_first_reviewer(world):
    submission = publish(world, Judgement.MEETS)
    reviews.reopen(submission, by=world.lead, reason="A slip.")
    factories.judge_all(submission, world.lead, Judgement.CHANGES, "Here.")
    reviews.request_changes(submission, by=world.lead)
    reopened, changed = sent_to(world.assigned)
    assert "What you wrote stays in it." in reopened.body
    assert "It is now: Requires changes" in changed.body


@pytest.mark.parametrize(
    ("language", "words", "zone"),
    [("en", "ends at ", " (UTC)"), ("ja", "期限は20", "（UTC）")],
)
def test_who_holds_work_is_told_when_its_time_ends(world, language, words, zone):
    world.assigned.language = language
    world.assigned.save()
    submission = world.claimed()
    ends = timezone.now() + timedelta(minutes=30)
    Submission.objects.filter(pk=submission.pk).update(
        claimed_at=ends - timedelta(hours=12), claim_expires_at=ends
    )
    assert warn_before_end() == 1
    (letter,) = sent_to(world.assigned)
    assert words in letter.body
    assert f"{ends:%H:%M}{zone}" in letter.body


def test_a_rating_is_told_once(world):
    submission = publish(world, Judgement.MEETS)
    review = submission.reviews.get()
    submissions.rate(review, by=world.author, stars=4, body="Thanks, *really*.")
    submissions.rate(review, by=world.author, stars=5, body="Thanks!")
    (told,) = world.assigned.notifications.all()
    letter = compose(told.digest)
    assert letter.subject == "ReviewHub: 1 new thing"
    assert "5 stars of 5" in letter.body


def test_who_may_no_longer_see_it_reads_no_words(world):
    submission = disputed(world)
    letter = Letter.objects.get(recipient=world.assigned)
    assert "I **do** divide." in compose(letter).body
    submission.reviews.all().delete()
    Submission.objects.filter(pk=submission.pk).update(state=State.WITHDRAWN)
    letter = Letter.objects.get(pk=letter.pk)
    assert "divide" not in compose(letter).body
    assert f"{submission.uid}" not in compose(letter).body


def test_a_title_that_breaks_the_line_breaks_no_header(world):
    world.project.title_text = {"en": "One\nBcc: all@example.org"}
    world.project.save()
    publish(world, Judgement.MEETS)
    (letter,) = sent_to(world.author)
    assert "\n" not in letter.subject
    assert "\nBcc:" not in letter.message().as_string().split("\n\n")[0]


def returned_with(world: World, *hints: str) -> Submission:
    submission = world.submission(State.CHECKING)
    criterion = submission.rubric.criteria.first()
    criterion.checks = [f"c.{number}" for number, _hint in enumerate(hints)]
    criterion.save()
    run = submission.runs.create(number=1, state="finished", verdict="failed")
    step = run.steps.create(kind="examine", state="failed")
    for number, hint in enumerate(hints):
        step.results.create(
            order=number,
            check_slug=f"c.{number}",
            outcome="failed",
            title_text={"en": "A check"},
            hint_text={"en": hint},
        )
    with transaction.atomic():
        notify(move(submission, Action.FAIL_CHECKS, by=None))
    return submission


def test_a_letter_of_the_checks_carries_the_first_line_of_each_hint(world):
    hint = "`train` returned *None* <b>here</b>.\nA second line."
    submission = returned_with(world, hint, "x" * 400)
    (letter,) = sent_to(world.author)
    for part in (letter.body, html_of(letter)):
        assert "2 things to change" in part
        assert f"/submissions/{submission.uid}/#criterion-code" in part
        assert "A second line" not in part
        assert f"{'x' * 300}…" in part
    assert "`train` returned *None* <b>here</b>." in letter.body
    assert "returned *None* &lt;b&gt;here" in html_of(letter), "hints are no Markdown"


def test_once_the_work_has_moved_on_the_hints_are_not_sent(world):
    submission = returned_with(world, "Divide.")
    submissions.appeal_checks(submission, by=world.author, reason="It is right.")
    (letter,) = sent_to(world.author)
    assert "Divide." not in letter.body
