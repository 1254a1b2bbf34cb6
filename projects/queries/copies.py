"""A message as each of its readers gets it: language, placeholders, words."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from projects.enums import Language, LetterState, State
from projects.models import (
    Enrolment,
    HelpChannel,
    Message,
    MessageRecipient,
    Submission,
)
from projects.placeholders import names_in
from projects.queries.schedule import Scheduled, extensions_in, schedule_of
from projects.zones import in_words, zone_named

NEEDS_COURSE = {"project", "due"}


def channels_for(copy: MessageRecipient) -> list[HelpChannel]:
    """Where whoever got it asks back: the cohort's channels, in their language or in any."""
    channels = copy.message.cohort.help_channels.all()
    return [one for one in channels if one.language in ("", copy.person.language)]


def values_for(
    message: Message, to: Sequence[Enrolment]
) -> Iterator[tuple[Enrolment, Language, Mapping[str, str]]]:
    """What each placeholder that is used becomes, for each reader in their language.

    Three queries for any number. Of `to` the students are needed.
    """
    texts = [*message.subject_text.values(), *message.body_text.values()]
    used = {name for text in texts for name in names_in(text)}
    course = _Course(message) if used & NEEDS_COURSE else None
    for enrolment in to:
        language = _language_for(message, enrolment.student.language)
        values = {
            "name": enrolment.student.name,
            "cohort": message.cohort.title,
            "sender": message.sender.name,
        }
        if course is not None:
            values |= course.values(enrolment, language)
        yield enrolment, language, {name: values[name] for name in sorted(used)}


def _language_for(message: Message, reads: str) -> Language:
    return Language(reads) if reads in message.body_text else Language.ENGLISH


class _Course:
    """The cohort's projects and dates, read once; written out once per language and zone."""

    def __init__(self, message: Message) -> None:
        cohort = message.cohort
        self.zone = cohort.time_zone
        rows = schedule_of(cohort)
        if message.project is not None:
            rows = [one for one in rows if one.project.pk == message.project.pk]
        self.rows = rows
        self.own = extensions_in(cohort)
        self.done: set[tuple[int, int]] = set()
        if message.project is None:
            approved = Submission.objects.filter(cohort=cohort, state=State.APPROVED)
            self.done = set(approved.order_by().values_list("student", "project"))
        self.written: dict[tuple[object, ...], Mapping[str, str]] = {}

    def values(self, enrolment: Enrolment, language: Language) -> Mapping[str, str]:
        row = self._of(enrolment.student_id)
        if row is None:
            return self._in_words(None, None, language, self.zone)
        own = self.own.get((enrolment.student_id, row.project.pk))
        due_at = row.extended_to(own).due_at
        zone = enrolment.student.time_zone or self.zone
        return self._in_words(row, due_at, language, zone)

    def _of(self, student: int) -> Scheduled | None:
        """The project that was chosen, or the first that is not approved yet."""
        left = (one for one in self.rows if (student, one.project.pk) not in self.done)
        return next(left, None)

    def _in_words(
        self,
        row: Scheduled | None,
        due_at: datetime | None,
        language: Language,
        zone: str,
    ) -> Mapping[str, str]:
        key = (row.number if row else 0, due_at, language, zone)
        if key not in self.written:
            with translation.override(language), timezone.override(zone_named(zone)):
                self.written[key] = {
                    "project": row.project.title if row else _("your project"),
                    "due": in_words(due_at) if due_at else _("without a date"),
                }
        return self.written[key]


@dataclass(frozen=True)
class LetterCounts:
    """Of a message: those who got it, and their letters by what became of them."""

    recipients: int = 0
    sent: int = 0
    under_way: int = 0
    failed: int = 0  # given up, cut off, or nobody could be written to

    @property
    def without(self) -> int:
        """Who chose the inbox alone, or one letter a day."""
        return self.recipients - self.sent - self.under_way - self.failed


def letter_counts(messages: Sequence[int]) -> Mapping[int, LetterCounts]:
    """By message; one query."""
    rows = MessageRecipient.objects.filter(message__in=messages).order_by()
    counts: dict[int, Counter[str]] = {pk: Counter() for pk in messages}
    for row in rows.values("message", "letter_state").annotate(n=Count("pk")):
        counts[row["message"]][row["letter_state"]] = row["n"]
    failed = (LetterState.GIVEN_UP, LetterState.CUT_OFF, LetterState.DROPPED)
    return {
        pk: LetterCounts(
            recipients=states.total(),
            sent=states[LetterState.SENT],
            under_way=sum(states[one] for one in LetterState.under_way()),
            failed=sum(states[one] for one in failed),
        )
        for pk, states in counts.items()
    }
