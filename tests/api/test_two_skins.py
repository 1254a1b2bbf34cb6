"""One verb, two skins: a page's form and the API end in the same place, for everyone."""

import itertools

import pytest
from django.test import Client
from django.urls import reverse

from projects.enums import Action, State
from projects.models import Event, Submission, User
from tests import factories

pytestmark = pytest.mark.django_db

VERBS = {
    "claim": (Action.CLAIM, State.AWAITING_REVIEW),
    "release": (Action.RELEASE, State.IN_REVIEW),
    "withdraw": (Action.WITHDRAW, State.CHECKING),
    "appeal": (Action.APPEAL_CHECKS, State.RETURNED),
    "explain": (Action.EXPLAIN, State.EXPLAINING),
}
WORDS = {"reason": "Because.", "answer": "From a book."}
PEOPLE = ("author", "stranger", "certified", "assigned", "lead")
STATES = (*dict.fromkeys(state for _action, state in VERBS.values()), State.APPROVED)


def person(who: str, subject: Submission) -> User:
    if who == "author":
        return subject.student
    if who == "assigned":
        return subject.reviewer or factories.reviewer(subject.project)
    return {
        "stranger": lambda: factories.student(subject.cohort),
        "certified": lambda: factories.reviewer(subject.project),
        "lead": factories.lead,
    }[who]()


def by_page(client: Client, verb: str, subject: Submission) -> int:
    url = reverse(f"projects:{verb}", args=[subject.uid])
    return client.post(url, WORDS).status_code


def by_api(client: Client, verb: str, subject: Submission) -> int:
    url = reverse(f"api:submission-{verb}", args=[subject.uid])
    return client.post(url, WORDS, content_type="application/json").status_code


def outcome(skin, verb: str, who: str, state: State) -> tuple:
    """What came of it: done or the refusal's status, the state, and what was written."""
    subject = factories.submission(state=state)
    client = Client()
    client.force_login(person(who, subject))
    status = skin(client, verb, subject)
    subject.refresh_from_db()
    events = Event.objects.filter(submission=subject)
    return (
        status if status >= 400 else "done",
        subject.state,
        [(event.kind, event.body) for event in events],
    )


@pytest.mark.parametrize(
    ("verb", "who", "state"), list(itertools.product(VERBS, PEOPLE, STATES))
)
def test_both_skins_come_to_the_same(verb, who, state):
    page = outcome(by_page, verb, who, state)
    api = outcome(by_api, verb, who, state)
    assert page == api


@pytest.mark.parametrize(
    ("verb", "who"),
    [
        ("claim", "certified"),
        ("release", "assigned"),
        ("release", "lead"),
        ("withdraw", "author"),
        ("appeal", "author"),
    ],
)
def test_and_those_who_may_do(verb, who):
    action, state = VERBS[verb]
    done, after, [(kind, _words)] = outcome(by_api, verb, who, state)
    assert done == "done"
    assert after != state
    assert kind == action
