"""Joining a cohort."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from projects.errors import Incomplete
from projects.models import Cohort, Enrolment, User


def cohort_for(code: str) -> Cohort:
    cohort = Cohort.objects.filter(code__iexact=code.strip(), is_open=True).first()
    if cohort is None:
        raise Incomplete(
            _("No open cohort has this code. Check the letter that invited you."),
            field="code",
        )
    return cohort


@transaction.atomic
def sign_up(*, code: str, email: str, name: str, password: str, language: str) -> User:
    """Makes a student's account and enrols it."""
    cohort = cohort_for(code)
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise _has_account()
    user = User(email=email, name=name.strip(), language=language)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Incomplete(" ".join(error.messages), field="password") from error
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:  # the same form, sent twice at once
        raise _has_account() from error
    enrol(cohort, by=user)
    return user


def _has_account() -> Incomplete:
    return Incomplete(
        _("There is an account with this address. Sign in, or reset the password."),
        field="email",
    )


def enrol(cohort: Cohort, *, by: User) -> Enrolment:
    return Enrolment.objects.get_or_create(cohort=cohort, student=by)[0]
