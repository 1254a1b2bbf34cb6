"""What a reviewer wrote: found again by its words, and by nobody else."""

import pytest

from projects.enums import State
from projects.models import CriterionReview, Review
from projects.queries.own_words import Search, own_reviews, words_at
from tests import factories

pytestmark = pytest.mark.database


@pytest.fixture
def grace(db):
    return factories.user("Grace")


@pytest.fixture
def project(db):
    return factories.project()


def reviewed(project, by, state=State.CHANGES_REQUESTED, **fields):
    submission = factories.submission(project, state=state, reviewed_by=by)
    made = submission.reviews.get()
    Review.objects.filter(pk=made.pk).update(**fields)
    return made


def test_words_come_from_a_comment_a_criterion_or_the_whole(grace, project):
    one = reviewed(project, grace, general="Well done.")
    comment = factories.comment(one.submission, "Name it.")
    criterion = one.criteria.exclude(body="").get()
    assert words_at(grace, "comment", comment.pk).body == "Name it."
    assert words_at(grace, "criterion", criterion.pk).body == "Please change this."
    whole = words_at(grace, "review", one.pk)
    assert (whole.body, whole.submission) == ("Well done.", one.submission)


@pytest.mark.parametrize("kind", ["comment", "criterion", "review"])
def test_nobody_keeps_the_words_of_somebody_else(grace, project, kind):
    one = reviewed(project, grace, general="Well done.")
    places = {
        "comment": factories.comment(one.submission).pk,
        "criterion": one.criteria.first().pk,
        "review": one.pk,
    }
    assert words_at(factories.lead("Lea"), kind, places[kind]) is None
    assert words_at(grace, kind, places[kind]) is not None


@pytest.mark.parametrize("pk", [0, -1, 10**9, 10**20])
@pytest.mark.parametrize("kind", ["comment", "criterion", "review"])
def test_a_place_that_is_not_there_has_no_words(grace, kind, pk):
    assert words_at(grace, kind, pk) is None


def test_what_is_not_published_yet_is_not_found(grace, project):
    sent = reviewed(project, grace)
    reviewed(project, grace, State.IN_REVIEW)
    reviewed(project, factories.user("Bo"))
    assert list(own_reviews(grace, Search())) == [sent]


def test_reviews_are_found_by_project_and_by_verdict(grace, project):
    one = reviewed(project, grace)
    two = reviewed(factories.project(slug="two"), grace, State.APPROVED)
    assert list(own_reviews(grace, Search(project="two"))) == [two]
    assert list(own_reviews(grace, Search(verdict=State.CHANGES_REQUESTED))) == [one]
    assert list(own_reviews(grace, Search(project="two", verdict="x"))) == []


def test_every_word_must_stand_in_one_of_the_texts_of_a_review(grace, project):
    in_comment = reviewed(project, grace)
    factories.comment(in_comment.submission, "The sigmoid comes last.")
    in_criterion = reviewed(project, grace)
    rows = CriterionReview.objects.filter(review=in_criterion)
    rows.update(body="Use a SIGMOID here.")
    in_whole = reviewed(project, grace, general="No sigmoid at all.")
    apart = reviewed(project, grace, general="The sigmoid")
    factories.comment(apart.submission, "comes last.")
    found = set(own_reviews(grace, Search("sigmoid")))
    assert found == {in_comment, in_criterion, in_whole, apart}
    assert list(own_reviews(grace, Search("last  sigmoid"))) == [in_comment]
    assert list(own_reviews(grace, Search("softmax"))) == []


def test_a_review_carries_only_what_holds_the_words(grace, project):
    one = reviewed(project, grace)
    factories.comment(one.submission, "活性化関数がありません。")
    factories.comment(one.submission, "Name it.")
    [found] = own_reviews(grace, Search("活性化"))
    assert [row.body for row in found.found_comments] == ["活性化関数がありません。"]
    assert found.found_criteria == []


def test_blank_words_ask_for_nothing(grace, project):
    one = reviewed(project, grace)
    assert list(own_reviews(grace, Search("  　 "))) == [one]
