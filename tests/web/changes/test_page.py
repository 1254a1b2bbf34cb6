"""What changed since an earlier attempt, as reviewers and students see it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notebooks.isolated.client import Exceeded, Overloaded, Reason
from projects.enums import State
from projects.models import SubmissionFile
from projects.storage import keep
from tests import factories
from tests.second_round import NEW, OLD, Story, notebook, picture

pytestmark = pytest.mark.django_db


def test_only_what_changed_is_shown_and_the_rest_is_a_line_each():
    page = Story().page()
    assert "What changed since attempt 1" in page
    assert "Edited" in page
    assert "1 edited" in page
    assert "1 with other outputs only" in page
    assert "1 unchanged" in page
    assert page.count('class="changes__same"') == 1
    assert "print(a)" in page


def test_student_and_reviewer_see_the_same_view():
    story = Story()
    mine, theirs = story.page(story.student), story.page(story.reviewer)
    marker = '<div class="notebook changes">'
    assert (
        mine.split(marker)[1].split("<aside")[0]
        == (theirs.split(marker)[1].split("<aside")[0])
    )
    assert reverse("projects:review", args=[story.second.uid]) not in mine


def test_unchanged_cells_can_be_shown_too_and_each_line_leads_to_its_cell():
    story = Story()
    assert "?from=1&amp;show=all&amp;cell=3#cell-3" in story.page()
    page = story.page(query="?from=1&show=all&cell=3")
    assert 'id="cell-3"' in page
    assert 'class="changes__same"' not in page
    assert "Only what changed" in page


def test_pictures_of_both_attempts_can_be_fetched():
    story = Story()
    client = story.client(story.student)
    sources = [
        part.split('"')[0] for part in story.page(story.student).split('<img src="')[1:]
    ]
    assert len(sources) == 2
    answers = [client.get(address) for address in sources]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.content for answer in answers] == [
        picture("old"),
        picture("new"),
    ]


def test_the_attempt_that_was_reviewed_last_is_the_one_to_compare_with():
    story = Story()
    story.second.delete()
    returned = story.attempt(State.RETURNED, notebook("b = 2"))
    story.second = story.attempt(State.IN_REVIEW, NEW)
    assert (returned.attempt, story.second.attempt) == (2, 3)
    assert "What changed since attempt 1" in story.page()
    page = story.page(query="?from=2")
    assert "What changed since attempt 2" in page
    assert "Since attempt 1" in page


@pytest.mark.parametrize(
    "query", ["?from=2", "?from=x", "?from=99", "?file=no", "?page=7"]
)
def test_what_is_not_there_is_not_found(query):
    assert Story().answer(query=query).status_code == 404


def test_the_first_attempt_has_nothing_to_compare_with():
    assert "There is nothing to compare with." in Story().page(of=1)


def test_files_that_were_removed_are_not_compared():
    story = Story()
    story.first.files_removed_at = timezone.now()
    story.first.save()
    story.first.files.all().delete()
    assert "There is nothing to compare with." in story.page()


def test_nobody_sees_an_attempt_through_a_later_one():
    """Who may claim the second attempt does not see the first one yet."""
    story = Story()
    story.second.delete()
    story.second = story.attempt(State.AWAITING_REVIEW, NEW)
    other = factories.reviewer(story.project)
    assert "There is nothing to compare with." in story.page(other)
    assert story.answer(other, "?from=1").status_code == 404
    stranger = factories.student(story.cohort)
    assert story.answer(stranger).status_code == 404


def test_what_the_review_said_stands_at_its_cell_wherever_that_went():
    story = Story(new=notebook("first = 0", "a = 1", "class Network:\n    rate = 0.5"))
    story.comment(cell=1, line=2, body="The rate is too small.")
    story.comment(cell=2, body="Not needed.")
    page = story.page()
    assert page.index("Cell 3, was 2") < page.index("The rate is too small.")
    assert "Line 2 of attempt 1" in page
    assert page.index("Cell 3 of attempt 1") < page.index("Not needed.")
    assert "Please change this." in page  # what was required, beside it


def test_files_beside_the_notebook_are_listed_and_compared():
    story = Story()
    for attempt, name, data in (
        (story.first, "helpers.py", b"def mean(x):\n    return 1\n"),
        (story.second, "helpers.py", b"def mean(x):\n    return 2\n"),
        (story.first, "gone.txt", b"x"),
        (story.second, "new.txt", b"y"),
        (story.first, "plot.png", picture("1")),
        (story.second, "plot.png", picture("2")),
    ):
        SubmissionFile.objects.create(submission=attempt, name=name, blob=keep(data))
    page = story.page()
    assert reverse("projects:notebook", args=[story.second.uid, "new.txt"]) in page
    assert reverse("projects:notebook", args=[story.first.uid, "gone.txt"]) in page
    assert "?from=1&amp;file=helpers.py" in page
    helpers = story.page(query="?from=1&file=helpers.py")
    assert '<ins><span class="mi">2</span></ins>' in helpers
    assert story.page(query="?from=1&file=plot.png").count("data-zoom") == 2
    assert "This file is new" in story.page(query="?from=1&file=new.txt")
    assert "This file is no longer there." in story.page(query="?from=1&file=gone.txt")


def test_a_notebook_in_which_nothing_changed_says_so():
    page = Story(new=OLD).page()
    assert "Nothing changed in this file." in page


def test_script_in_a_notebook_stays_text():
    bad = "<script>alert(1)</script>"
    page = Story(new=notebook(f"a = '{bad}'", "b")).page()
    assert bad not in page
    assert "alert" in page


@pytest.mark.parametrize("reason", list(Reason))
def test_files_that_cost_too_much_to_compare_are_told_and_not_tried_again(
    monkeypatch, reason
):
    story, tried = Story(new=notebook(f"a = '{reason}'")), []

    def given_up(*_arguments):
        tried.append(1)
        raise Exceeded(reason)

    monkeypatch.setattr("notebooks.isolated.api.client.run", given_up)
    for _time in range(2):
        page = story.page()
        assert "These files cannot be compared." in page
    assert tried == [1]


def test_many_at_once_are_asked_to_come_again(monkeypatch):
    def overloaded(*_arguments):
        raise Overloaded

    monkeypatch.setattr("notebooks.isolated.api.client.run", overloaded)
    assert Story(new=notebook("a = 'busy'")).answer().status_code == 503


def test_the_second_reader_waits_for_nothing(monkeypatch):
    story = Story()
    story.page()
    monkeypatch.setattr("notebooks.isolated.api.client.run", None)
    assert "1 edited" in story.page(story.student)


def test_queries_are_constant(django_assert_max_num_queries):
    story = Story()
    story.page()
    for attempt in range(6):
        story.second.state, story.second.decided_at = State.WITHDRAWN, timezone.now()
        story.second.claim_expires_at = None
        story.second.save()
        story.second = story.attempt(
            State.IN_REVIEW, notebook(f"a = {attempt}", "class Network: ...")
        )
        story.comment(cell=attempt, body="Words.")
    story.second.claim_expires_at = timezone.now() + timedelta(hours=1)
    story.second.save()
    story.page()
    client = story.client()
    with django_assert_max_num_queries(16):
        client.get(reverse("projects:changes", args=[story.second.uid]))


def test_a_link_leads_to_it_from_the_workspace_and_from_the_students_page():
    story = Story()
    address = reverse("projects:changes", args=[story.second.uid])
    room = reverse("projects:review", args=[story.second.uid])
    assert address in story.client().get(room).content.decode()
    mine = story.client(story.student)
    second = mine.get(reverse("projects:submission", args=[story.second.uid]))
    assert address in second.content.decode()
    first = mine.get(reverse("projects:submission", args=[story.first.uid]))
    assert "/changes/" not in first.content.decode()
