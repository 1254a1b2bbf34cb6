"""Joining a cohort with its code."""

import pytest

from projects.errors import Incomplete
from projects.models import User
from projects.operations import enrolling
from tests import factories

pytestmark = pytest.mark.django_db


def sign_up(cohort, **changes):
    form = {
        "code": cohort.code,
        "email": "Ada@Example.org ",
        "name": " Ada Byron ",
        "password": "analytical engine",
        "language": "ja",
    }
    return enrolling.sign_up(**{**form, **changes})


def test_a_code_opens_an_account_in_its_cohort():
    cohort = factories.cohort()
    user = sign_up(cohort)
    assert (user.email, user.name, user.language) == (
        "ada@example.org",
        "Ada Byron",
        "ja",
    )
    assert user.check_password("analytical engine")
    assert not user.is_staff
    assert not user.is_lead
    assert list(user.cohorts.all()) == [cohort]


def test_a_code_may_be_typed_carelessly():
    cohort = factories.cohort(code="SPRING-26")
    assert sign_up(cohort, code=" spring-26 ").cohorts.get() == cohort


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "nonsense"}, "code"),
        ({"password": "123"}, "password"),
        ({"password": "ada@example.org"}, "password"),
    ],
)
def test_a_refusal_names_its_field_and_leaves_nothing(change, field):
    with pytest.raises(Incomplete) as refusal:
        sign_up(factories.cohort(), **change)
    assert refusal.value.field == field
    assert not User.objects.exists()


def test_a_closed_cohort_takes_nobody():
    with pytest.raises(Incomplete):
        sign_up(factories.cohort(is_open=False))


def test_an_address_has_one_account():
    cohort = factories.cohort()
    sign_up(cohort)
    with pytest.raises(Incomplete) as refusal:
        sign_up(cohort, email="ADA@example.org")
    assert refusal.value.field == "email"
    assert User.objects.count() == 1


def test_an_account_made_at_the_same_moment_is_met_kindly(monkeypatch):
    cohort = factories.cohort()
    sign_up(cohort)
    blind = User.objects.none()
    monkeypatch.setattr(User.objects, "filter", lambda **_: blind, raising=False)
    with pytest.raises(Incomplete) as refusal:
        sign_up(cohort)
    assert refusal.value.field == "email"


def test_enrolling_twice_is_once():
    cohort = factories.cohort()
    user = factories.user()
    first = enrolling.enrol(cohort, by=user)
    assert enrolling.enrol(cohort, by=user) == first
