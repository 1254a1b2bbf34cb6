"""Joining a cohort with its code."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.utils import timezone

from projects.enums import LetterKind
from projects.errors import Incomplete
from projects.models import Letter, User
from projects.models.cohort import CODE_LETTERS, new_code
from projects.operations import enrolment, mailing
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def sign_up(cohort, **changes):
    form = {
        "email": "Ada@Example.org ",
        "name": " Ada Byron ",
        "password": "analytical engine",
        "language": "ja",
    }
    enrolment.sign_up(cohort, **{**form, **changes})


def test_a_code_opens_an_account_in_its_cohort_to_be_proved():
    cohort = factories.cohort()
    sign_up(cohort)
    user = User.objects.get()
    assert (user.email, user.name, user.language) == (
        "ada@example.org",
        "Ada Byron",
        "ja",
    )
    assert user.check_password("analytical engine")
    assert not user.is_staff
    assert not user.is_lead
    assert not user.has_proved_address
    assert list(user.cohorts.all()) == [cohort]
    letter = Letter.objects.get()
    assert (letter.kind, letter.address) == (LetterKind.ADDRESS, user.email)


def test_a_code_may_be_typed_carelessly():
    cohort = factories.cohort(code="SPRING-26")
    assert enrolment.cohort_for(" spring-26 ") == cohort


@pytest.mark.parametrize("password", ["123", "ada@example.org"])
def test_a_refusal_names_its_field_and_leaves_nothing(password):
    with pytest.raises(Incomplete) as refusal:
        sign_up(factories.cohort(), password=password)
    assert refusal.value.field == "password"
    assert not User.objects.exists()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("is_open", [True, False])
def test_only_the_code_of_an_open_cohort_is_one(is_open):
    cohort = factories.cohort(is_open=is_open)
    with pytest.raises(Incomplete) as refusal:
        enrolment.cohort_for("nonsense" if is_open else cohort.code)
    assert refusal.value.field == "code"


def test_an_address_has_one_account_and_its_owner_gets_a_letter():
    cohort = factories.cohort()
    owner = factories.user("First")
    sign_up(cohort, email=owner.email.upper())
    assert User.objects.get().name == "First"
    assert not owner.enrolments.exists()
    mailing.send_waiting()
    [letter] = mail.outbox
    assert letter.to == [owner.email]
    assert "has an account already" in letter.body


def test_until_it_is_proved_the_last_sign_up_counts():
    sign_up(factories.cohort(), password="a stranger was first")
    second = factories.cohort()
    sign_up(second)
    user = User.objects.get()
    assert user.check_password("analytical engine")
    assert second in user.cohorts.all()


@pytest.mark.parametrize(
    "since", [{"last_login": timezone.now()}, {"is_lead": True}, {"is_staff": True}]
)
def test_whose_address_was_changed_by_staff_is_not_signed_up_anew(since):
    """The account waits for the proof of its new address."""
    user = factories.unproved("First", **since)
    sign_up(factories.cohort(), email=user.email)
    assert User.objects.get().check_password("correct horse")
    assert User.objects.get().name == "First"


def test_an_account_made_at_the_same_moment_is_met_kindly(monkeypatch):
    cohort = factories.cohort()
    sign_up(cohort)
    blind = User.objects.none()
    monkeypatch.setattr(
        User.objects, "select_for_update", lambda **_: blind, raising=False
    )
    sign_up(cohort, name="Second")
    assert User.objects.get().name == "Ada Byron"


@pytest.mark.parametrize("known", [True, False])
def test_a_password_is_hashed_once_and_nothing_is_sent_known_or_not(known, monkeypatch):
    email = factories.user().email if known else "new@example.org"
    hashed = []

    def counted(password):
        hashed.append(password)
        return make_password(password)

    monkeypatch.setattr(enrolment, "make_password", counted)
    sign_up(factories.cohort(), email=email)
    assert hashed == ["analytical engine"]
    assert mail.outbox == []
    assert Letter.objects.filter(address=email).count() == 1


def test_enrolling_twice_is_once():
    cohort = factories.cohort()
    user = factories.user()
    first = enrolment.enrol(cohort, by=user)
    assert enrolment.enrol(cohort, by=user) == first


def test_accounts_that_nobody_proved_are_forgotten_and_no_others():
    long_ago = timezone.now() - timedelta(days=15)
    factories.unproved("gone", date_joined=long_ago)
    kept = [
        factories.unproved("new"),
        factories.user("proved", date_joined=long_ago),
        factories.unproved("was here", date_joined=long_ago, last_login=long_ago),
        factories.unproved("staff", date_joined=long_ago, is_staff=True),
    ]
    assert enrolment.forget_unproved() == 1
    assert set(User.objects.all()) == set(kept)


def test_codes_are_random_readable_and_long():
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 11 and code[5] == "-" for code in codes)
    assert set("".join(codes)) - {"-"} <= set(CODE_LETTERS)
    assert not set("0O1IL") & set(CODE_LETTERS)


def test_a_cohort_gets_such_a_code_by_itself():
    cohort = factories.cohort()
    again = type(cohort)(slug="x", title="X")
    assert len(again.code) == 11
