"""The second round of a review: what was said before, where it went, and failing what had met."""

import re

import pytest
from django.urls import reverse

from projects.enums import Judgement, State
from projects.errors import Busy
from projects.models import CriterionReview, Reply, SubmissionFile
from projects.storage import keep
from tests import factories
from tests.second_round import NEW, OLD, Story, notebook

pytestmark = pytest.mark.django_db

ASKED = "I fail it all the same."


def room(story: Story, query: str = "") -> str:
    """The second attempt in its reviewer's workspace."""
    address = reverse("projects:review", args=[story.second.uid])
    return story.client().get(address + query).content.decode()


def publish(story: Story, **more: str):
    data = {
        "action": "request_changes",
        "version": 0,
        "judgement-code": "changes",
        "body-code": "Still wrong.",
        "judgement-training": "changes",
        "body-training": "And this.",
        **more,
    }
    address = reverse("projects:publish", args=[story.second.uid])
    return story.client().post(address, data)


def state(story: Story) -> str:
    story.second.refresh_from_db()
    return story.second.state


def test_each_criterion_tells_what_the_review_before_said_and_who():
    story = Story()
    CriterionReview.objects.filter(
        review=story.first.reviews.get(), criterion__slug="training"
    ).update(body="Trained long enough.")
    page = room(story)
    assert page.count('class="before ') == 2
    assert "Please change this." in page
    assert "Trained long enough." in page
    assert page.count("Attempt 1:") == 2
    assert "Grace" in page


def test_the_first_round_has_nothing_before_it():
    story = Story()
    address = reverse("projects:review", args=[story.first.uid])
    page = story.client().get(address).content.decode()
    assert 'class="before ' not in page


def test_failing_what_met_specifications_needs_a_tick_if_no_code_changed():
    story = Story(new=OLD)
    page = room(story)
    assert page.count(ASKED) == 1  # at the one that had met
    assert 'name="confirm-training"' in page
    refused = publish(story)
    assert refused.status_code == 422
    assert "no code has changed since" in refused.content.decode()
    assert state(story) == State.IN_REVIEW
    draft = story.second.reviews.get()
    assert draft.criteria.get(criterion__slug="training").body == "And this."
    told = publish(story, **{"confirm-training": "1", "version": str(draft.version)})
    assert told.status_code == 302
    assert state(story) == State.CHANGES_REQUESTED


def test_a_tick_stays_when_the_page_comes_back_for_another_reason():
    story = Story(new=OLD)
    page = publish(story, **{"confirm-training": "1", "body-code": ""})
    assert page.status_code == 422
    tick = page.content.decode().split('name="confirm-training"')[1].split(">")[0]
    assert "checked" in tick


def test_failing_again_what_was_missed_needs_no_tick():
    story = Story(new=OLD)
    answer = publish(story, **{"judgement-training": "meets"})
    assert answer.status_code == 302


def test_where_code_changed_the_changed_cells_are_named_and_no_tick_is_asked():
    story = Story(new=NEW)
    page = room(story)
    assert ASKED not in page
    assert "Code changed since: cell 2." in page
    assert publish(story).status_code == 302


def test_words_alone_are_no_change_of_code():
    cells = ("a = 1", "class Network:\n    rate = 0.1", "print(a)")
    story = Story(new=notebook(*cells, mark="old", words="Now with an answer."))
    assert ASKED in room(story)
    assert publish(story).status_code == 422


def test_a_changed_file_beside_the_notebook_is_a_change_of_code():
    story = Story(new=OLD)
    for attempt, data in ((story.first, b"a = 1"), (story.second, b"a = 2")):
        SubmissionFile.objects.create(
            submission=attempt, name="my_answers.py", blob=keep(data)
        )
    assert ASKED not in room(story)
    assert publish(story).status_code == 302


def test_comments_stand_where_their_cells_went():
    story = Story(new=notebook("first = 0", "a = 1", "class Network:\n    rate = 0.5"))
    story.comment(cell=1, line=2, body="The rate is too small.")
    page = room(story)
    bubble = page.split("The rate is too small.")[0]
    assert bubble.rindex('id="cell-3"') > bubble.rindex('id="cell-2"')
    assert "From attempt 1" in bubble
    assert 'href="#cell-3-line-2"' in bubble
    assert (
        "hx-get" not in page.split("The rate is too small.")[1].split("</article>")[0]
    )


def test_what_was_said_under_an_earlier_comment_is_read_there():
    story = Story(new=OLD)
    comment = story.comment(cell=1, line=2, body="The rate is too small.")
    Reply.objects.create(
        comment=comment, author=story.first.student, body="How **small** is right?"
    )
    said = room(story).split("The rate is too small.")[1].split("</article>")[0]
    assert "How <strong>small</strong> is right?" in said
    assert str(story.first.student) in said
    assert "<form" not in said, "it is read there, and answered on its own page"


def test_a_comment_whose_cell_is_gone_is_told_so_at_the_start():
    story = Story(new=notebook("a = 1", "class Network:\n    rate = 0.5"))
    story.comment(cell=2, line=1, body="Print more.")
    before = room(story).split("Print more.")[0]
    assert "its cell is gone" in before
    assert 'id="cell-2"' not in before


def test_in_an_unchanged_notebook_comments_stand_where_they_stood():
    story = Story(new=OLD)
    story.comment(cell=1, line=2, body="The rate is too small.")
    assert 'href="#cell-2-line-2"' in room(story).split("The rate is too small.")[0]


def test_comments_on_a_file_beside_the_notebook_are_carried_too():
    story = Story()
    for attempt, data in ((story.first, b"a = 1"), (story.second, b"a = 2")):
        SubmissionFile.objects.create(submission=attempt, name="h.py", blob=keep(data))
    story.comment(body="Say why.").__class__.objects.update(file_name="h.py", line=1)
    page = room(story, "?file=h.py")
    assert "Say why." in page
    assert "its cell is gone" not in page


def test_a_carried_comment_cannot_be_edited_or_deleted():
    story = Story()
    comment = story.comment(cell=1, body="The rate is too small.")
    for name in ("comment_edit", "comment_delete"):
        address = reverse(f"projects:{name}", args=[story.second.uid, comment.pk])
        data = {f"edit-{comment.pk}-body": "Mine now.", "version": 0}
        assert story.client().post(address, data).status_code == 404
    comment.refresh_from_db()
    assert comment.body == "The rate is too small."


def test_the_review_goes_on_where_notebooks_cannot_be_compared(monkeypatch):
    story = Story(new=OLD)

    def busy(*_sides, **_options):
        raise Busy("Later.")

    monkeypatch.setattr("projects.web.review.earlier.open_difference", busy)
    page = room(story)
    assert ASKED not in page
    assert publish(story).status_code == 302


def test_words_of_the_review_before_are_there_though_its_files_are_gone():
    story = Story(new=OLD)
    story.first.files_removed_at = story.first.submitted_at
    story.first.save()
    story.first.files.all().delete()
    page = room(story)
    assert "Please change this." in page
    assert ASKED not in page


def test_autosaving_compares_nothing(monkeypatch):
    story = Story(new=OLD)
    monkeypatch.setattr("projects.web.review.context.earlier_round", None)
    address = reverse("projects:review_save", args=[story.second.uid])
    data = {"version": 0, "judgement-code": "meets", "body-code": ""}
    answer = story.client().post(address, data, headers={"X-Autosave": "1"})
    assert answer.status_code == 204


def test_the_last_review_counts_that_was_published_before():
    story = Story(new=OLD)
    factories.review(
        story.first, factories.reviewer(story.project, "Second"), State.APPROVED
    )
    page = room(story)
    assert page.count(ASKED) == 2
    assert str(Judgement.MEETS.label) in page
    assert "Second" in page


def test_one_key_leads_to_what_changed_and_back():
    story = Story()
    changes = reverse("projects:changes", args=[story.second.uid])
    for page, leads_to in (
        (room(story), changes),
        (story.client().get(changes).content.decode(), "review/"),
    ):
        keyed = re.search(r'<a[^>]*data-key="x"[^>]*>', page)
        assert keyed
        assert leads_to in keyed[0]
