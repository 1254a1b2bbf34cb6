"""Two tabs on one review: what one saved, the other does not overwrite unseen."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from projects.enums import State
from projects.models import Comment, CriterionReview, Review
from projects.operations import drafts, reviews
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject():
    submission = factories.submission(state=State.AWAITING_REVIEW)
    reviews.claim(submission, by=factories.reviewer(submission.project, "Grace"))
    return submission


@pytest.fixture
def grace(subject):
    client = Client()
    client.force_login(subject.reviewer)
    return client


def to(name, subject, *more):
    return reverse(f"projects:{name}", args=[subject.uid, *more])


def version_on(page):
    """That the form of the draft was made from."""
    (found,) = re.findall(
        r'name="version"\s+value="(\d+)"\s+auto', page.content.decode()
    )
    return found


def draft(version, general="", code="", judgement=""):
    return {
        "version": version,
        "general": general,
        "judgement-code": judgement,
        "body-code": code,
        "judgement-training": "",
        "body-training": "",
    }


def stored():
    review = Review.objects.get()
    row = CriterionReview.objects.get(review=review, criterion__slug="code")
    return review.general, row.judgement, row.body


def two_tabs(client, subject):
    """The first tab has saved; gives back the version that the second was made from."""
    old = version_on(client.get(to("review", subject)))
    sent = draft(old, "First tab.", "Neat.", "meets")
    assert client.post(to("review_save", subject), sent).status_code == 302
    return old


@pytest.mark.parametrize("name", ["review_save", "publish"])
def test_a_stale_tab_overwrites_nothing_and_both_texts_are_shown(grace, subject, name):
    old = two_tabs(grace, subject)
    sent = draft(old, "Second tab.", "Use the sigmoid.", "changes")
    sent["action"] = "request_changes" if name == "publish" else ""
    page = grace.post(to(name, subject), sent)
    assert page.status_code == 409
    assert stored() == ("First tab.", "meets", "Neat.")
    text = page.content.decode()
    for words in ("First tab.", "Second tab.", "Neat.", "Use the sigmoid."):
        assert words in text
    assert ("Nothing was published" in text) == (name == "publish")
    subject.refresh_from_db()
    assert subject.state == State.IN_REVIEW


def test_the_reviewer_chooses_part_by_part(grace, subject):
    old = two_tabs(grace, subject)
    sent = draft(old, "Second tab.", "Use the sigmoid.", "changes")
    page = grace.post(to("review_save", subject), sent)
    chosen = draft(version_on(page), "Both tabs.", "Use the sigmoid.", "changes")
    chosen |= {"keep-general": "mine", "keep-code": "stored"}
    assert grace.post(to("review_save", subject), chosen).status_code == 302
    assert stored() == ("Both tabs.", "meets", "Neat.")


def test_the_page_that_asks_brings_only_what_differs_and_saves_only_that(
    grace, subject
):
    old = two_tabs(grace, subject)
    sent = draft(old, "Second tab.", "Neat.", "meets")
    page = grace.post(to("review_save", subject), sent)
    text = page.content.decode()
    assert 'name="general"' in text
    assert 'name="body-code"' not in text
    chosen = {"version": version_on(page), "general": "Mine.", "keep-general": "mine"}
    grace.post(to("review_save", subject), chosen)
    assert stored() == ("Mine.", "meets", "Neat.")


def test_a_third_tab_is_seen_by_the_page_that_asks(grace, subject):
    old = two_tabs(grace, subject)
    page = grace.post(to("review_save", subject), draft(old, "Second tab."))
    asked = version_on(page)
    third = draft(asked, "Third tab.", "Neat.", "meets")
    assert grace.post(to("review_save", subject), third).status_code == 302
    chosen = {"version": asked, "general": "Second tab.", "keep-general": "mine"}
    again = grace.post(to("review_save", subject), chosen)
    assert again.status_code == 409
    assert "Third tab." in again.content.decode()
    assert stored()[0] == "Third tab."


def test_words_that_a_draft_does_not_keep_come_back_too(grace, subject):
    old = two_tabs(grace, subject)
    sent = draft(old, "Second tab.") | {"unable_body": "Add the data folder."}
    page = grace.post(to("publish", subject), {**sent, "action": "cannot_review"})
    assert "Add the data folder." in page.content.decode()


def test_words_too_long_to_be_stored_come_back_too(grace, subject):
    old = two_tabs(grace, subject)
    page = grace.post(
        to("review_save", subject), draft(old, "Second tab.", "x" * 10_001, "meets")
    )
    assert page.status_code == 409
    assert "x" * 10_001 in page.content.decode()


def test_the_script_learns_the_version_and_is_told_of_a_conflict(grace, subject):
    url, by_script = to("review_save", subject), {"X-Autosave": "1"}
    first = grace.post(url, draft(0, "First tab."), headers=by_script)
    assert (first.status_code, first["Draft-Version"]) == (204, "1")
    stale = grace.post(url, draft(0, "Second tab."), headers=by_script)
    assert (stale.status_code, stale["Draft-Version"]) == (409, "1")
    on = grace.post(url, draft(1, "Second tab."), headers=by_script)
    assert (on.status_code, on["Draft-Version"]) == (204, "2")
    reviews.release(subject, by=factories.lead())
    gone = grace.post(url, draft(2, "More."), headers=by_script)
    assert gone.status_code == 409
    assert "Draft-Version" not in gone.headers


def test_what_is_stored_already_may_be_sent_again(grace, subject):
    """An answer that got lost on its way does not make a conflict."""
    url = to("review_save", subject)
    assert grace.post(url, draft(0, "Hello.\r\nYou.")).status_code == 302
    assert grace.post(url, draft(0, "Hello.\nYou.")).status_code == 302
    assert Review.objects.get().version == 1


def test_a_page_that_does_not_say_its_version_is_taken_for_stale(grace, subject):
    two_tabs(grace, subject)
    page = grace.post(to("review_save", subject), {"general": "Old page."})
    assert page.status_code == 409
    assert stored()[0] == "First tab."


def test_a_page_that_comes_back_with_a_complaint_can_be_sent_again(grace, subject):
    """Its draft was saved on the way, so that the version has changed."""
    sent = draft(0, "Words.", "", "changes") | {"action": "request_changes"}
    page = grace.post(to("publish", subject), sent)
    assert page.status_code == 422
    again = draft(version_on(page), "Better words.", "", "changes")
    assert grace.post(to("review_save", subject), again).status_code == 302


def commented(subject):
    return drafts.comment(
        subject,
        by=subject.reviewer,
        file_name="notebook.ipynb",
        body="Hm.",
        cell=1,
    )


def edited(pk, **fields):
    """What the open form of a comment sends."""
    fields |= {"file_name": "notebook.ipynb", "cell": "2", "tag": "awesome"}
    return {f"edit-{pk}-{name}": value for name, value in fields.items()}


def test_a_comment_edited_in_two_tabs(grace, subject):
    comment = commented(subject)
    url = to("comment_edit", subject, comment.pk)
    first = edited(comment.pk, body="First tab.", version=0)
    assert grace.post(url, first).status_code == 302
    second = edited(comment.pk, body="Second tab.", version=0)
    page = grace.post(url, second)
    assert page.status_code == 409
    text = page.content.decode()
    assert "First tab." in text
    assert "Second tab.</textarea>" in text
    assert Comment.objects.get().body == "First tab."
    third = edited(comment.pk, body="Second tab.", version=1)
    assert grace.post(url, third).status_code == 302
    assert Comment.objects.get().body == "Second tab."


def test_a_comment_deleted_in_another_tab_comes_back_as_a_new_one(grace, subject):
    comment = commented(subject)
    drafts.delete_comment(comment, by=subject.reviewer)
    page = grace.post(
        to("comment_edit", subject, 1),
        edited(1, body="Second tab.", version=0),
    )
    assert page.status_code == 409
    text = page.content.decode()
    assert "Second tab.</textarea>" in text
    assert to("comment_add", subject) in text


def test_with_htmx_a_refused_comment_is_brought_into_its_cell(grace, subject):
    comment = commented(subject)
    page = grace.post(
        to("comment_edit", subject, comment.pk),
        edited(comment.pk, body="B", version=7),
        headers={"HX-Request": "true"},
    )
    assert (page.status_code, page["HX-Retarget"]) == (409, "#cell-2")
    assert "<html" not in page.content.decode()


def test_words_that_were_changed_are_not_deleted_unseen(grace, subject):
    comment = commented(subject)
    drafts.edit_comment(comment, by=subject.reviewer, body="New.", tag="awesome")
    url = to("comment_delete", subject, comment.pk)
    assert grace.post(url, {"version": 0}).status_code == 409
    assert Comment.objects.get().body == "New."
    assert grace.post(url, {"version": 1}).status_code == 302
    assert not Comment.objects.exists()
