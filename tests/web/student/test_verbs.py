"""What a student does to a submission."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import (
    RunState,
    State,
)
from tests.web.student.pages import page, url

pytestmark = pytest.mark.django_db


class TestVerbs:
    def test_withdrawing_ends_the_attempt_and_its_run(self, client, running):
        subject, _step = running
        client.post(url("withdraw", subject))
        subject.refresh_from_db()
        assert subject.state == State.WITHDRAWN
        assert subject.runs.get().state == RunState.CANCELLED

    def test_withdrawing_what_a_reviewer_reads_is_refused(self, client, mine):
        subject = mine(State.IN_REVIEW)
        assert "projects:withdraw" not in page(client, subject)
        assert client.post(url("withdraw", subject)).status_code == 409

    def test_an_appeal_without_a_reason_is_said_beside_the_field(self, client, mine):
        subject = mine(State.RETURNED)
        answer = client.post(url("appeal", subject), {"reason": "  "})
        assert answer.status_code == 422
        assert "Say in a few words why" in answer.content.decode()
        subject.refresh_from_db()
        assert subject.state == State.RETURNED

    def test_an_appeal_goes_to_a_reviewer(self, client, mine):
        subject = mine(State.RETURNED)
        client.post(url("appeal", subject), {"reason": "My sum is right."})
        subject.refresh_from_db()
        assert subject.state == State.AWAITING_REVIEW
        assert subject.appeal_reason == "My sum is right."

    def test_a_dispute_names_criteria(self, client, mine):
        subject = mine(State.CHANGES_REQUESTED)
        assert 'name="reason-code"' in page(client, subject)
        client.post(url("dispute", subject), {"reason-code": "It is there."})
        subject.refresh_from_db()
        assert subject.state == State.DISPUTED
        assert "It is there." in subject.reviews.get().disputes.get().body
        assert "second reviewer" in page(client, subject)

    def test_a_dispute_of_nothing_keeps_the_page(self, client, mine):
        subject = mine(State.CHANGES_REQUESTED)
        answer = client.post(url("dispute", subject), {"reason-code": ""})
        assert answer.status_code == 422
        assert "Say for at least one criterion" in answer.content.decode()

    def test_an_old_review_is_not_disputed_any_more(self, client, mine):
        long_ago = timezone.now() - timedelta(days=60)
        subject = mine(State.CHANGES_REQUESTED, decided_at=long_ago)
        assert 'name="reason-code"' not in page(client, subject)
        data = {"reason-code": "It is there."}
        assert client.post(url("dispute", subject), data).status_code == 409

    def test_a_rating_can_be_given_and_changed(self, client, mine):
        subject = mine(State.APPROVED)
        client.post(url("rate", subject), {"stars": "4", "body": "Thanks!"})
        client.post(url("rate", subject), {"stars": "5", "body": "Thanks!"})
        rating = subject.reviews.get().rating
        assert (rating.stars, rating.body) == (5, "Thanks!")

    @pytest.mark.parametrize("stars", ["", "0", "6", "many"])
    def test_a_rating_has_one_to_five_stars(self, client, mine, stars):
        subject = mine(State.APPROVED)
        answer = client.post(url("rate", subject), {"stars": stars})
        assert answer.status_code == 422
        assert not hasattr(subject.reviews.get(), "rating")
