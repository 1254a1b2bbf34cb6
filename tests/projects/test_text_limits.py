"""Every free text has an end, whatever way it comes in, and names can be read."""

import pytest
from django.core.exceptions import ValidationError

from projects import text_limits
from projects.enums import State
from projects.errors import Incomplete
from projects.operations import accounts, drafts, regrades, reviews, submissions
from tests import factories

pytestmark = pytest.mark.django_db


def in_review():
    subject = factories.submission(state=State.AWAITING_REVIEW)
    reviews.claim(subject, by=factories.reviewer(subject.project))
    return subject


def comment(text, subject):
    return drafts.comment(
        subject, by=subject.reviewer, file_name="notebook.ipynb", body=text
    )


def appeal(text):
    subject = factories.submission(state=State.RETURNED)
    submissions.appeal_checks(subject, by=subject.student, reason=text)


def dispute(text):
    subject = factories.submission(state=State.CHANGES_REQUESTED)
    submissions.dispute(subject, by=subject.student, reasons={"code": text})


def rate(text):
    subject = factories.submission(state=State.APPROVED)
    submissions.rate(subject.reviews.get(), by=subject.student, stars=3, body=text)


def release(text):
    subject = in_review()
    reviews.release(subject, by=subject.reviewer, reason=text)


def reopen(text):
    reviews.reopen(
        factories.submission(state=State.APPROVED), by=factories.lead(), reason=text
    )


def general(text):
    subject = in_review()
    drafts.save_draft(subject, drafts.Draft(text), by=subject.reviewer)


def on_a_criterion(text):
    subject = in_review()
    draft = drafts.Draft(criteria={"code": ("", text)})
    drafts.save_draft(subject, draft, by=subject.reviewer)


def cannot_review(text):
    subject = in_review()
    reviews.cannot_review(
        subject, by=subject.reviewer, reason="files_missing", body=text
    )


def edit(text):
    subject = in_review()
    made = comment("Hm.", subject)
    drafts.edit_comment(made, by=subject.reviewer, body=text, tag="awesome")


def regrade(text):
    regrades.start(
        by=factories.lead(),
        project=factories.project(),
        cohort=factories.cohort(),
        digest="d" * 64,
        reason=text,
    )


WAYS = {
    appeal: text_limits.REASON,
    dispute: text_limits.REASON,
    rate: text_limits.REASON,
    release: text_limits.REASON,
    reopen: text_limits.REASON,
    general: text_limits.REVIEW,
    on_a_criterion: text_limits.REVIEW,
    cannot_review: text_limits.REVIEW,
    edit: text_limits.REVIEW,
    (lambda text: comment(text, in_review())): text_limits.REVIEW,
    regrade: text_limits.CORRECTION,
}


@pytest.mark.parametrize(("write", "most"), WAYS.items())
def test_every_verb_has_an_end_to_what_it_takes(write, most):
    with pytest.raises(Incomplete, match=f"{most} characters are the most"):
        write("x" * (most + 1))
    with pytest.raises(Incomplete, match="cannot be stored"):
        write("a\0b")
    with pytest.raises(Incomplete, match="cannot be stored"):
        write("a\ud800b")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("x" * 10, "x" * 10),  # the last that fits
        (" \n" + "x" * 10 + "\t ", "x" * 10),  # blanks at the ends do not count
        ("課" * 10, "課" * 10),  # letters are counted, not bytes
        ("   ", ""),
    ],
)
def test_a_text_of_just_so_many_letters_is_kept_without_blanks_at_its_ends(text, kept):
    assert text_limits.fitting(text, 10) == kept


def test_a_refusal_names_the_field_and_how_long_the_text_is():
    with pytest.raises(Incomplete, match="these are 11") as refused:
        text_limits.fitting(" " + "x" * 11, 10, "reason")
    assert refused.value.field == "reason"
    with pytest.raises(Incomplete, match="cannot be stored") as refused:
        text_limits.fitting("x" * 99 + "\0", 10)
    assert refused.value.field == "body"


def test_a_name_in_an_account_has_one_too():
    with pytest.raises(Incomplete):
        accounts.set_profile(
            by=factories.user(), name="x" * 121, language="en", theme=""
        )


BAD = {
    "turned": "Ada \u202eecalevoL",
    "isolated": "Ada \u2066x\u2069",
    "mark": "Ada\u200f",
    "line": "Ada\nLovelace",
    "separator": "Ada\u2028Lovelace",
    "control": "Ada\x07",
    "nul": "Ada\0",
    "invisible": "\u200b\u200b",
    "only joiners": "\u200d",
    "hyphen": "A\u00adda",
    "tag": "Ada\U000e0041",
}
GOOD = (
    "Ada Lovelace",
    "山田 花子",
    "می‌خواهم",
    "José-María O’Neill, Jr.",
    "👩‍🔬 Ada",
    "Zoë",
)


@pytest.mark.parametrize("name", BAD.values(), ids=BAD)
def test_a_name_that_cannot_be_read_is_refused(name):
    with pytest.raises(ValidationError, match="one line of visible characters"):
        text_limits.validate_name(name)
    with pytest.raises(Incomplete):
        accounts.set_profile(by=factories.user(), name=name, language="en", theme="")


@pytest.mark.parametrize("name", GOOD)
def test_a_name_of_any_script_is_taken(name):
    text_limits.validate_name(name)


def test_a_comment_in_the_middle_of_a_line_stays_one():
    made = comment("First\u202e\nsecond\x07 third", in_review())
    assert str(made) == "First second third"
