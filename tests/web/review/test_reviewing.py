"""A reviewer's way: from the queue to a published verdict, without script."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from projects.enums import Judgement, RunState, State, StepState
from projects.models import Certification, Comment, CriterionReview, Review
from projects.operations import drafts, reviews
from projects.web.parts import documents
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject():
    return factories.submission(state=State.AWAITING_REVIEW)


@pytest.fixture
def grace(subject):
    return factories.reviewer(subject.project, "Grace")


@pytest.fixture
def client_of_grace(grace):
    client = Client()
    client.force_login(grace)
    return client


@pytest.fixture
def in_hand(subject, grace):
    reviews.claim(subject, by=grace)
    return subject


def to(name, subject, *more):
    return reverse(f"projects:{name}", args=[subject.uid, *more])


def judgements(slugs=("code", "training"), judgement="meets", body="", version=0):
    data = {"general": "Well built.", "version": version}
    for slug in slugs:
        data |= {f"judgement-{slug}": judgement, f"body-{slug}": body}
    return data


def test_claiming_from_the_queue_opens_the_workspace(client_of_grace, subject, grace):
    page = client_of_grace.get(reverse("projects:queue"))
    assert to("claim", subject) in page.content.decode()
    response = client_of_grace.post(to("claim", subject))
    assert response["Location"] == to("review", subject)
    subject.refresh_from_db()
    assert (subject.state, subject.reviewer) == (State.IN_REVIEW, grace)
    desk = client_of_grace.get(to("review", subject)).content.decode()
    assert "In your hands" in desk
    assert "<span data-judged>0</span> of 2 judged" in desk
    assert "NeuralNetwork" in desk


def test_what_is_in_hand_stands_on_top_of_the_queue(client_of_grace, in_hand):
    page = client_of_grace.get(reverse("projects:queue")).content.decode()
    assert "You have 1 review in hand" in page
    assert to("release", in_hand) in page


def test_saving_keeps_judgements_and_words(client_of_grace, in_hand, grace):
    data = judgements(("code",), "changes", "Use the sigmoid.")
    response = client_of_grace.post(to("review_save", in_hand), data)
    assert response["Location"] == to("review", in_hand)
    draft = Review.objects.get(reviewer=grace)
    assert draft.general == "Well built."
    row = CriterionReview.objects.get(review=draft, criterion__slug="code")
    assert (row.judgement, row.body) == (Judgement.CHANGES, "Use the sigmoid.")
    page = client_of_grace.get(to("review", in_hand)).content.decode()
    assert "Use the sigmoid." in page


def test_autosave_answers_briefly(client_of_grace, in_hand):
    response = client_of_grace.post(
        to("review_save", in_hand), judgements(), headers={"X-Autosave": "1"}
    )
    assert (response.status_code, response.content) == (204, b"")
    assert response["Draft-Version"] == "1"


OPEN = {"new-1": {"values": [["new-1-body", "Half a </script> thought"]], "at": 1}}


def test_comments_that_are_open_are_kept_with_the_draft(
    client_of_grace, in_hand, grace
):
    data = {**judgements(), "open_comments": json.dumps(OPEN)}
    script = {"X-Autosave": "1"}
    client_of_grace.post(to("review_save", in_hand), data, headers=script)
    draft = Review.objects.get(reviewer=grace)
    assert (draft.open_comments, draft.version) == (OPEN, 1)
    page = client_of_grace.get(to("review", in_hand)).content.decode()
    assert "Half a \\u003C/script\\u003E thought" in page


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"a": "' + "x" * 200_000 + '"}'])
def test_what_is_no_list_of_open_comments_changes_nothing(
    client_of_grace, in_hand, grace, text
):
    drafts.keep_open_comments(in_hand, OPEN, by=grace)
    data = {**judgements(), "open_comments": text}
    response = client_of_grace.post(
        to("review_save", in_hand), data, headers={"X-Autosave": "1"}
    )
    assert response.status_code == 204
    assert Review.objects.get(reviewer=grace).open_comments == OPEN


def test_words_that_are_too_long_are_told_beside_them_and_the_rest_is_saved(
    client_of_grace, in_hand, grace
):
    data = {**judgements(), "body-code": "x" * 10_001}
    response = client_of_grace.post(to("review_save", in_hand), data)
    assert response.status_code == 422
    assert "x" * 10_001 in response.content.decode()
    assert Review.objects.get(reviewer=grace).general == "Well built."


@pytest.mark.parametrize("outcome", ["unjudged", "passed", "failed"])
def test_what_the_checks_could_not_decide_is_left_to_the_reviewer(
    client_of_grace, in_hand, outcome
):
    run = in_hand.runs.create(number=1, state=RunState.FINISHED, verdict="passed")
    step = run.steps.create(kind="examine", queue="cpu", state=StepState.PASSED)
    step.results.create(
        check_slug="code.check", order=0, outcome=outcome, title_text={"en": "A"}
    )
    page = client_of_grace.get(to("review", in_hand)).content.decode()
    undecided = outcome == "unjudged"
    assert ("The checks could not decide this one" in page) == undecided
    assert ("For a reviewer to judge" in page) == undecided
    draft = Review.objects.filter(submission=in_hand).first()
    assert not (undecided and draft and draft.criteria.exists())  # nothing filled in


def test_approving_publishes_what_is_on_the_page(client_of_grace, in_hand):
    data = {**judgements(), "action": "approve"}
    response = client_of_grace.post(to("publish", in_hand), data)
    assert response["Location"] == reverse("projects:queue")
    in_hand.refresh_from_db()
    assert in_hand.state == State.APPROVED


def test_requiring_changes_needs_words_beside_the_criterion(client_of_grace, in_hand):
    data = {**judgements(), "judgement-code": "changes", "action": "request_changes"}
    response = client_of_grace.post(to("publish", in_hand), data)
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert list(errors) == ["body-code"]
    in_hand.refresh_from_db()
    assert in_hand.state == State.IN_REVIEW
    data |= {"body-code": "Use the sigmoid.", "version": 1}
    client_of_grace.post(to("publish", in_hand), data)
    in_hand.refresh_from_db()
    assert in_hand.state == State.CHANGES_REQUESTED


def test_what_is_not_judged_is_told_and_what_was_typed_is_kept(
    client_of_grace, in_hand, grace
):
    data = {**judgements(("code",)), "action": "approve"}
    response = client_of_grace.post(to("publish", in_hand), data)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["body-training"]
    assert Review.objects.get(reviewer=grace).general == "Well built."


def test_unable_to_review_needs_a_reason_and_words(client_of_grace, in_hand):
    data = {"action": "cannot_review"}
    response = client_of_grace.post(to("publish", in_hand), data)
    assert list(response.context["form"].errors) == ["reason"]
    data["reason"] = "files_missing"
    response = client_of_grace.post(to("publish", in_hand), data)
    assert list(response.context["form"].errors) == ["unable_body"]
    data["unable_body"] = "Add the data folder."
    client_of_grace.post(to("publish", in_hand), data)
    in_hand.refresh_from_db()
    assert in_hand.state == State.UNREVIEWABLE


def test_publishing_without_a_choice_publishes_nothing(client_of_grace, in_hand):
    response = client_of_grace.post(to("publish", in_hand), judgements())
    assert response.status_code == 422
    in_hand.refresh_from_db()
    assert in_hand.state == State.IN_REVIEW


def test_handing_back_leads_to_the_queue(client_of_grace, in_hand):
    response = client_of_grace.post(to("release", in_hand))
    assert response["Location"] == reverse("projects:queue")
    in_hand.refresh_from_db()
    assert in_hand.state == State.AWAITING_REVIEW


def typed(prefix, file_name="notebook.ipynb", tag="awesome", **fields):
    """What an open comment form adds to whatever the page sends."""
    fields |= {"file_name": file_name, "tag": tag}
    return {"comment": prefix} | {f"{prefix}-{name}": it for name, it in fields.items()}


def test_a_comment_form_opens_in_its_cell(client_of_grace, in_hand):
    page = client_of_grace.get(to("review", in_hand), {"comment": "2:3"})
    text = page.content.decode()
    assert "Comment on line 3" in text
    assert text.index('id="cell-2"') < text.index(to("comment_add", in_hand))


def test_with_htmx_only_the_cell_comes(client_of_grace, in_hand):
    page = client_of_grace.get(
        to("review", in_hand), {"comment": "2:3"}, headers={"HX-Request": "true"}
    )
    text = page.content.decode()
    assert "<html" not in text
    assert text.count("<section") == 1


def test_a_comment_is_added_edited_and_deleted(client_of_grace, in_hand):
    data = typed("new-2", cell="2", line="3", tag="suggestion", body="Try 5000.")
    response = client_of_grace.post(to("comment_add", in_hand), data)
    assert response["Location"].endswith("?cell=2#cell-2-line-3")
    comment = Comment.objects.get()
    assert (comment.cell, comment.line, comment.tag) == (1, 3, "suggestion")

    page = client_of_grace.get(to("review", in_hand), {"edit": comment.pk})
    assert "Try 5000.</textarea>" in page.content.decode()
    prefix = f"edit-{comment.pk}"
    data = typed(prefix, tag="required", body="Use 5000.", version=0)
    client_of_grace.post(to("comment_edit", in_hand, comment.pk), data)
    comment.refresh_from_db()
    assert (comment.tag, comment.body) == ("required", "Use 5000.")

    client_of_grace.post(to("comment_delete", in_hand, comment.pk), {"version": 1})
    assert not Comment.objects.exists()


def page_with(comment):
    """What the whole page sends: a review that may be published, and an open comment."""
    return judgements() | comment | {"action": "approve"}


def test_publishing_with_an_open_comment_publishes_nothing_and_keeps_its_words(
    client_of_grace, in_hand
):
    comment = typed("new-2", cell="2", line="3", body="Half a thou")
    page = client_of_grace.post(to("publish", in_hand), page_with(comment))
    assert page.status_code == 422
    text = page.content.decode()
    assert "Half a thou</textarea>" in text
    assert "A comment is still open" in text
    assert text.index('id="cell-2"') < text.index("Half a thou")
    in_hand.refresh_from_db()
    assert in_hand.state == State.IN_REVIEW
    assert in_hand.reviews.get().general == "Well built."


def test_saving_with_an_open_comment_leaves_it_open(client_of_grace, in_hand):
    comment = typed("new-2", cell="2", body="Half a thou")
    page = client_of_grace.post(to("review_save", in_hand), judgements() | comment)
    assert page.status_code == 200
    assert "Half a thou</textarea>" in page.content.decode()
    assert in_hand.reviews.get().general == "Well built."


@pytest.mark.parametrize(("body", "status"), [("Nice.", 302), ("Nicer.", 422)])
def test_an_edited_comment_stops_publishing_only_where_it_was_changed(
    client_of_grace, in_hand, grace, body, status
):
    comment = drafts.comment(
        in_hand, by=grace, file_name="notebook.ipynb", body="Nice.", tag="awesome"
    )
    fields = typed(f"edit-{comment.pk}", cell="2", body=body, version=0)
    page = client_of_grace.post(to("publish", in_hand), page_with(fields))
    assert page.status_code == status
    if status == 422:
        assert f"{body}</textarea>" in page.content.decode()


def test_an_empty_comment_form_does_not_stop_publishing(client_of_grace, in_hand):
    data = page_with(typed("new-2", cell="2", body=" "))
    assert client_of_grace.post(to("publish", in_hand), data).status_code == 302


def test_a_comment_that_was_open_is_given_back_when_the_review_is_lost(
    client_of_grace, in_hand
):
    in_hand.claim_expires_at = in_hand.claimed_at
    in_hand.save()
    data = page_with(typed("new-2", cell="2", body="Half a thou"))
    page = client_of_grace.post(to("publish", in_hand), data)
    assert page.status_code == 409
    assert "Half a thou</textarea>" in page.content.decode()


def test_every_control_of_an_open_comment_belongs_to_the_draft(
    client_of_grace, in_hand
):
    page = client_of_grace.get(to("review", in_hand), {"comment": "2:3"})
    text = page.content.decode()
    names = ("body", "tag", "line", "cell", "file_name")
    controls = re.findall(r"<(?:input|textarea|button)[^>]*>", text)
    for name in names:
        found = [one for one in controls if f'name="new-2-{name}"' in one]
        assert found, name
        assert all('form="draft"' in one for one in found)


def test_one_render_serves_every_comment(
    client_of_grace, in_hand, monkeypatch, settings, tmp_path
):
    """The page that is stored on disk, by the file's digest, is read from then on."""
    settings.RENDERED_DIR = tmp_path
    rendered = []
    real = documents.api.open_file

    def counted(*arguments, **options):
        rendered.append(arguments[0])
        return real(*arguments, **options)

    monkeypatch.setattr(documents.api, "open_file", counted)
    client_of_grace.get(to("review", in_hand))
    assert len(rendered) == 1
    for body in ("One.", "Two."):
        data = typed("new-2", cell="2", body=body)
        client_of_grace.post(to("comment_add", in_hand), data, follow=True)
    assert Comment.objects.count() == 2
    assert len(rendered) == 1, "posting a comment renders nothing"


def test_an_empty_comment_comes_back_with_its_form(client_of_grace, in_hand):
    data = typed("new-2", cell="2", body=" ")
    response = client_of_grace.post(to("comment_add", in_hand), data)
    assert response.status_code == 422
    assert "Write a few words." in response.content.decode()


@pytest.mark.parametrize(
    "place",
    [
        {"cell": "99"},
        {"cell": "2", "line": "99"},
        {"file_name": "other.py"},
        {"cell": "x"},
    ],
)
def test_a_comment_on_a_place_that_does_not_exist_is_not_found(
    client_of_grace, in_hand, place
):
    data = typed("new-2", **{"body": "Nice.", **place})
    assert client_of_grace.post(to("comment_add", in_hand), data).status_code == 404
    assert not Comment.objects.exists()


def test_a_published_comment_stays(client_of_grace, in_hand, grace):
    comment = drafts.comment(
        in_hand, by=grace, file_name="notebook.ipynb", body="Nice.", cell=1
    )
    factories.judge_all(in_hand, grace, Judgement.MEETS)
    reviews.approve(in_hand, by=grace)
    url = to("comment_delete", in_hand, comment.pk)
    assert client_of_grace.post(url).status_code == 404
    assert Comment.objects.filter(pk=comment.pk).exists()


def test_a_review_taken_over_gives_the_words_back_and_saves_nothing(
    client_of_grace, in_hand, grace
):
    reviews.release(in_hand, by=factories.lead())
    reviews.claim(in_hand, by=factories.reviewer(in_hand.project))
    for name in ("review_save", "publish"):
        data = {**judgements(body="My long thoughts."), "action": "approve"}
        response = client_of_grace.post(to(name, in_hand), data)
        text = response.content.decode()
        assert response.status_code == 409
        assert "My long thoughts." in text
        assert "Well built." in text
        assert in_hand.student.name not in text
    assert Review.objects.get(reviewer=grace).general == ""


def test_an_expired_claim_can_be_claimed_again_with_its_draft(
    client_of_grace, in_hand, grace
):
    client_of_grace.post(to("review_save", in_hand), judgements())
    in_hand.claim_expires_at = in_hand.claimed_at
    in_hand.save()
    response = client_of_grace.post(to("review_save", in_hand), judgements())
    assert response.status_code == 409
    assert "Claim it again" in response.content.decode()
    client_of_grace.post(to("claim", in_hand))
    page = client_of_grace.get(to("review", in_hand)).content.decode()
    assert "<span data-judged>2</span> of 2 judged" in page
    assert "Well built." in page


def test_earlier_attempts_stand_at_the_left_with_their_words(client_of_grace, grace):
    first = factories.submission(state=State.CHANGES_REQUESTED)
    Certification.objects.create(user=grace, project=first.project, state="certified")
    second = factories.submission(
        of=first.project,
        by=first.student,
        in_=first.cohort,
        state=State.AWAITING_REVIEW,
    )
    reviews.claim(second, by=grace)
    page = client_of_grace.get(to("review", second)).content.decode()
    assert "Please change this." in page
    assert 'class="before' in page
    assert to("review", first) in page
    assert client_of_grace.get(to("review", first)).status_code == 200


@pytest.mark.parametrize("query", ["comment={}:1", "cell={}", "edit={}", "page={}"])
@pytest.mark.parametrize("number", ["9" * 5000, "٣", "-1", "x", "0"])
def test_an_address_with_no_sound_number_is_no_error(
    client_of_grace, in_hand, query, number
):
    address = f"{to('review', in_hand)}?{query.format(number)}"
    assert client_of_grace.get(address).status_code in {200, 404}


def test_choices_are_written_as_the_form_would_write_them(client_of_grace, in_hand):
    """The template writes them itself, because as widgets each would be rendered apart."""
    client_of_grace.post(to("review_save", in_hand), judgements(("code",)))
    response = client_of_grace.get(to("review", in_hand))
    page = response.content.decode()
    for row in response.context["form"]["judgement-code"]:
        assert str(row.tag()).replace(" />", ">") in page


def test_what_must_be_said_is_not_called_optional(client_of_grace, in_hand):
    """A reason and words, where a review cannot be made."""
    page = client_of_grace.get(to("review", in_hand)).content.decode()
    unable = page[page.index("Unable to review?") :]
    unable = unable[: unable.index("</details>")]
    assert unable.count("field__label") == 2
    assert "(optional)" not in unable
