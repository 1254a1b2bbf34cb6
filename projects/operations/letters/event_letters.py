"""Letters with news, of what was changed of a student, and messages of leads."""

from django.template.loader import render_to_string

from projects.models import Letter, Topic, User
from projects.operations import tokens
from projects.operations.letters.certifying import content_for
from projects.operations.letters.content import Content, Words, link
from projects.operations.letters.dates import content_of_dates
from projects.operations.letters.messages import content_of_message
from projects.operations.letters.news import content_of
from projects.operations.letters.preferences import topic_of
from projects.operations.letters.taking_part import content_of_part


def news_words(letter: Letter, reader: User) -> Words | None:
    event = letter.event
    if event is None or not reader.has_proved_address:
        return None
    return words_of(content_of(event, reader), reader, topic_of(event, reader))


def message_words(letter: Letter, reader: User) -> Words | None:
    copy = letter.addressed
    if copy is None or not reader.has_proved_address:
        return None
    return words_of(content_of_message(copy), reader, Topic.MESSAGES)


def dates_words(letter: Letter, reader: User) -> Words | None:
    if letter.change is None or not reader.has_proved_address:
        return None
    content = content_of_dates(letter.change, reader)
    return None if content is None else words_of(content, reader, Topic.DATES)


def part_words(letter: Letter, reader: User) -> Words | None:
    if letter.change is None or not reader.has_proved_address:
        return None
    content = content_of_part(letter.change, reader)
    return None if content is None else words_of(content, reader, Topic.PART)


def certification_words(letter: Letter, reader: User) -> Words | None:
    change = letter.certification_change
    if change is None or not reader.has_proved_address:
        return None
    content = content_for(change, reader)
    if content is None:
        return None
    mine = change.certification.user_id == reader.pk
    return words_of(content, reader, Topic.CERTIFYING if mine else Topic.APPLICANTS)


def words_of(content: Content, reader: User, topic: str) -> Words:
    """`topic`: what its link ends; empty for all that comes once a day."""
    stop_url = link("projects:stop_letters", tokens.stop_token(reader, topic))
    context = {
        "content": content,
        "reader": reader,
        "topic": Topic(topic).label if topic else "",
        "stop_url": stop_url,
        "choose_url": link("projects:letters"),
    }
    return Words(
        content.subject,
        render_to_string("letters/news.txt", context),
        render_to_string("letters/news.html", context),
        stop_url,
    )
