"""Messages of leads to students: to the inbox, and by letter to whoever wants them so."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from projects.enums import Language, LetterState
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import (
    Cohort,
    Delivery,
    Enrolment,
    LetterPreference,
    Message,
    MessageRecipient,
    Notification,
    Project,
    Topic,
    User,
)
from projects.models.letter_preference import DEFAULT_DELIVERY
from projects.operations import outbox
from projects.operations.help_lists import mark_written
from projects.placeholders import OF_MESSAGES, unknown_in
from projects.queries.audiences import Audience, members_of
from projects.queries.copies import values_for
from projects.queries.help.listing import written_to
from projects.rules import leads_cohort
from projects.text_limits import MESSAGE, SUBJECT, fitting

Texts = Mapping[str, str]  # by language
BATCH = 500


@dataclass(frozen=True)
class Draft:
    """English is needed; who reads Japanese gets that if there is any."""

    subjects: Texts
    bodies: Texts
    project: Project | None = None

    def checked(self) -> "Draft":
        """Without blanks around. Raises `Incomplete` with the field that is wrong."""
        subjects, bodies = {}, {}
        for language in Language:
            subject = _text(self.subjects, "subject", language, SUBJECT)
            body = _text(self.bodies, "body", language, MESSAGE)
            needed = language == Language.ENGLISH
            for name, text, other in (
                ("subject", subject, body),
                ("body", body, subject),
            ):
                if not text and (needed or other):
                    words = _("Write a few words.")
                    raise Incomplete(words, field=f"{name}_{language}")
            if subject:
                subjects[language.value], bodies[language.value] = subject, body
        return Draft(subjects, bodies, self.project)


def _text(texts: Texts, name: str, language: Language, most: int) -> str:
    where = f"{name}_{language}"
    text = fitting(texts.get(language, ""), most, where)
    if unknown := unknown_in(text, OF_MESSAGES):
        raise Incomplete(
            _("Unknown placeholder: %(name)s. The placeholders are: %(known)s.")
            % {
                "name": ", ".join(f"{{{one}}}" for one in unknown),
                "known": ", ".join(f"{{{one}}}" for one in OF_MESSAGES),
            },
            field=where,
        )
    return text


@dataclass(frozen=True)
class Sending:
    """To whom, and with what of what else a lead may choose."""

    to: Audience
    token: UUID  # of the form
    skips_written: bool = False  # whom another lead wrote to meanwhile
    marks_written: bool = False  # on the list of those who need help


@transaction.atomic
def send(draft: Draft, sending: Sending, *, by: User, cohort: Cohort) -> Message:
    """The same form a second time sends nothing, and returns what it sent before."""
    _only_leads(by, cohort)
    draft = draft.checked()
    message = Message(
        token=sending.token,
        cohort=cohort,
        sender=by,
        project=draft.project,
        audience=sending.to.as_json(),
        subject_text=draft.subjects,
        body_text=draft.bodies,
    )
    try:
        with transaction.atomic():
            message.save()
    except IntegrityError as error:
        sent = Message.objects.filter(token=sending.token, sender=by, cohort=cohort)
        if (before := sent.first()) is None:
            raise WrongState(_("This form was used before. Open it again.")) from error
        return before
    _deliver(message, sending)
    transaction.on_commit(outbox.wake, robust=True)
    return message


def _deliver(message: Message, sending: Sending) -> None:
    cohort = message.cohort
    about = ("cohort", "student__name", "student__language", "student__time_zone")
    to = list(recipients(cohort, sending).select_related("student").only(*about))
    if not to:
        raise Incomplete(_("There is nobody to write to."))
    chosen = _deliveries([one.student_id for one in to])
    _tell(_copies(message, to, chosen), chosen)
    if sending.marks_written:
        mark_written(
            cohort,
            by=message.sender,
            enrolments=[one.pk for one in to],
            message=message,
        )


def recipients(cohort: Cohort, sending: Sending) -> QuerySet[Enrolment]:
    members = members_of(cohort, sending.to).order_by("pk")
    if not sending.skips_written:
        return members
    written = written_to(members)
    return members.exclude(pk__in=written.values("enrolment"))


def _copies(
    message: Message, to: Sequence[Enrolment], chosen: Mapping[int, str]
) -> list[MessageRecipient]:
    """With what the placeholders are for each: later the words are still what was sent."""
    copies = [
        MessageRecipient(
            message=message,
            person_id=enrolment.student_id,
            language=language,
            values=values,
            letter_state=LetterState.WAITING
            if chosen[enrolment.student_id] == Delivery.AT_ONCE
            else "",
        )
        for enrolment, language, values in values_for(message, to)
    ]
    return MessageRecipient.objects.bulk_create(copies, batch_size=BATCH)


def _tell(copies: Sequence[MessageRecipient], chosen: Mapping[int, str]) -> None:
    """The inbox has it at once; letters are written as they leave (`outbox`)."""
    told = Notification.objects.bulk_create(
        [Notification(recipient_id=one.person_id, addressed=one) for one in copies],
        batch_size=BATCH,
    )
    for notification in told:
        if chosen[notification.recipient_id] == Delivery.DAILY:
            outbox.add_to_digest(notification)


def _deliveries(people: Collection[int]) -> Mapping[int, str]:
    """How each wants such letters."""
    chosen = LetterPreference.objects.filter(topic=Topic.MESSAGES)
    rows = chosen.values_list("person", "delivery")
    usual = dict.fromkeys(people, DEFAULT_DELIVERY[Topic.MESSAGES])
    return usual | {person: how for person, how in rows if person in usual}


def _only_leads(by: User, cohort: Cohort) -> None:
    if not leads_cohort(by, cohort):
        raise NotAllowed(_("You do not lead this cohort."))
