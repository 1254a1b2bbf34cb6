"""Joining a cohort."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.enums import AuditKind, EnrolmentState, LetterKind
from projects.errors import Incomplete, WrongState
from projects.models import Cohort, Enrolment, User
from projects.operations import audit
from projects.operations.outbox import write_link
from projects.queries.joining import seats_left

UNPROVED_KEPT_FOR = timedelta(days=14)  # links work for three


def cohort_for(code: str) -> Cohort:
    """Raises `Incomplete` for a code that is wrong, old or switched off, and for a full cohort."""
    cohort = Cohort.objects.filter(
        code__iexact=code.strip(), is_open=True, joins_by_code=True
    ).first()
    if cohort is None:
        raise Incomplete(
            _("No open cohort has this code. Check the e-mail that invited you."),
            field="code",
        )
    require_seat(cohort, field="code")
    return cohort


def require_seat(cohort: Cohort, *, for_invited: bool = False, field: str = "") -> None:
    """Raises `Incomplete` when nobody else may join. In a transaction the last seat goes once."""
    if transaction.get_connection().in_atomic_block:
        Cohort.objects.select_for_update().get(pk=cohort.pk)
    if seats_left(cohort, for_invited=for_invited) == 0:
        raise Incomplete(_("This cohort is full. Ask those who lead it."), field=field)


def require_good_password(password: str, *, email: str, name: str) -> None:
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        raise Incomplete(" ".join(error.messages), field="password") from error


def sign_up(
    cohort: Cohort, *, email: str, name: str, password: str, language: str
) -> None:
    """Makes a student's account in the cohort, shut until its address is proved.

    Whether or not somebody has an account with this address, the answer is the same and
    takes as long: the password is hashed and one letter is written, which tells its reader
    what to do. Until the address is proved, the last sign-up with it is the one that counts.
    """
    email = email.strip().lower()
    require_good_password(password, email=email, name=name)
    user = User(email=email, name=name.strip(), language=language)
    user.password = make_password(password)  # slow on purpose: before the transaction
    with transaction.atomic():
        require_seat(cohort, field="code")  # for known addresses as for others
        _store(user, cohort)
        write_link(LetterKind.ADDRESS, email)


def _store(user: User, cohort: Cohort) -> None:
    known = User.objects.select_for_update().filter(email=user.email).first()
    if known is None:
        try:
            with transaction.atomic():
                user.save()
        except (
            IntegrityError
        ):  # the same form, sent twice at once: the other one counts
            return
    elif _may_be_replaced(known):
        user.pk = known.pk
        user.save(update_fields=["name", "password", "language"])
    else:
        return
    enrol(cohort, by=user)


def _may_be_replaced(known: User) -> bool:
    """Somebody signed up and did no more; not an account whose address staff changed."""
    used = known.has_proved_address or known.last_login is not None
    return not (used or known.is_staff or known.is_lead)


def enrol(cohort: Cohort, *, by: User) -> Enrolment:
    """The student's own way in. Who has left comes back only through those who lead the cohort."""
    made, created = Enrolment.objects.get_or_create(cohort=cohort, student=by)
    if created:
        # Not their own deed in the audit: an account that is never proved is removed.
        audit.record(AuditKind.JOINED, by=None, cohort=cohort, person=by)
    elif made.state in (EnrolmentState.WITHDRAWN, EnrolmentState.TRANSFERRED):
        raise WrongState(
            _("You have left this cohort. Those who lead it can take you back.")
        )
    return made


@transaction.atomic
def join(code: str, *, by: User) -> Enrolment:
    """With an account that is there already: perhaps a second cohort."""
    cohort = cohort_for(code)
    return enrol(cohort, by=by)


def forget_unproved() -> int:
    """Removes accounts that were never proved nor used. Others are switched off, not deleted."""
    never = User.objects.filter(
        email_verified_at=None,
        last_login=None,
        is_staff=False,
        is_lead=False,
        certifications=None,
        submissions=None,
        date_joined__lt=timezone.now() - UNPROVED_KEPT_FOR,
    )
    return never.delete()[0] if never.exists() else 0  # to delete locks the database
