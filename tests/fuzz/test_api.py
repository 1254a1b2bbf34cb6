"""Every operation of the API's schema, by everybody: no 500, and answers as it says.

What to send is made by schemathesis out of the schema: what fits it, and what does not.
"""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from drf_spectacular.generators import SchemaGenerator
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import checks

from projects.enums import State
from projects.models import User
from projects.operations import reviews
from tests import factories

pytestmark = pytest.mark.django_db

NOWHERE = "00000000-0000-4000-8000-000000000000"
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
MODES = list(schemathesis.GenerationMode)
ROLES = ("student", "reviewer", "staff", "nobody")


def described() -> dict[str, Any]:
    told = SchemaGenerator().get_schema(request=None, public=True)
    return json.loads(json.dumps(told, default=str))


SCHEMA = schemathesis.openapi.from_dict(described())
SCHEMA.app = get_wsgi_application()
OPERATIONS = {
    found.ok().label: found.ok()
    for found in SCHEMA.get_all_operations()
    if "/schema/" not in found.ok().path
}


class World:
    """A submission in every state that a verb starts from, and one person of each role."""

    def __init__(self) -> None:
        self.cohort = factories.cohort()
        self.project = factories.project()
        self.people: dict[str, User | None] = {
            "student": factories.student(self.cohort),
            "reviewer": factories.reviewer(self.project),
            "staff": factories.user(is_lead=True, is_staff=True),
            "nobody": None,
        }
        made = [self._submission(state) for state in State]
        taken = self._submission(State.AWAITING_REVIEW)
        reviews.claim(taken, by=self.people["reviewer"])
        self.uids = [str(one.uid) for one in (*made, taken)] + [NOWHERE]

    def _submission(self, state: State):
        by = self.people["student"]
        if state in State.open():  # a student has one of those at most
            by = factories.student(self.cohort)
        return factories.submission(self.project, by, self.cohort, state=state)

    def signed_in(self, role: str) -> dict[str, dict[str, str]]:
        """Headers and cookies, as a browser sends them."""
        person = self.people[role]
        if person is None:
            return {}
        client = Client()
        client.force_login(person)
        token = get_token(RequestFactory().get("/"))
        session = client.cookies["sessionid"].value
        cookies = {"sessionid": session, "csrftoken": token}
        return {"cookies": cookies, "headers": {"X-CSRFToken": token}}


@pytest.fixture(autouse=True)
def _connection_stays_open() -> Iterator[None]:
    """Requests come through WSGI, whose end would close the test's own connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def world() -> World:
    return World()


def cases(operation, mode, uids):
    def strategy(uid: str):
        known = {"uid": uid} if "{uid}" in operation.path else None
        return operation.as_strategy(generation_mode=mode, path_parameters=known)

    return st.sampled_from(uids).flatmap(strategy)


@pytest.mark.parametrize(("role", "label"), list(itertools.product(ROLES, OPERATIONS)))
def test_an_operation_keeps_what_the_schema_says(world, role, label):
    signed_in = world.signed_in(role)
    operation = OPERATIONS[label]
    every = st.one_of([cases(operation, mode, world.uids) for mode in MODES])

    @given(case=every)
    def one(case) -> None:
        with transaction.atomic():  # the next one finds the same world
            answer = case.call(base_url="http://localhost", **signed_in)
            transaction.set_rollback(True)
        case.validate_response(answer, checks=CHECKS)
        answered.add(answer.status_code)

    answered: set[int] = set()
    one()
    assert (answered <= {400, 403}) == (role == "nobody"), answered


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
BODIES = st.one_of(
    st.binary(max_size=300),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.fixed_dictionaries({"reason": JSON}).map(
        lambda value: json.dumps(value).encode()
    ),
)


@given(body=BODIES)
def test_any_body_is_answered_in_one_shape(world, body):
    client = Client()
    student = world.people["student"]
    client.force_login(student)
    subject = student.submissions.get(state=State.RETURNED)
    with transaction.atomic():
        answer = client.post(
            f"/api/submissions/{subject.uid}/appeal/",
            body,
            content_type="application/json",
        )
        transaction.set_rollback(True)
    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert answer.json().keys() == {"code", "message", "field"}
