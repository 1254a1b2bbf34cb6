"""The words of a lead's message as a letter: as it was sent, and where answers are read."""

from django.utils.translation import gettext as _

from projects.models import MessageRecipient
from projects.operations.letters.content import Content, Part, link
from projects.queries.copies import channels_for


def content_of_message(copy: MessageRecipient) -> Content:
    message, words = copy.message, copy.words
    lead = _(
        "%(sender)s writes to you about the cohort “%(cohort)s”. Nobody reads "
        "answers to this e-mail."
    ) % {"sender": message.sender.name, "cohort": message.cohort.title}
    channels = channels_for(copy)
    return Content(
        subject=words.subject,
        lead=lead,
        url=link("projects:inbox_message", message.pk),
        action=_("Read it on ReviewHub"),
        words=words.body,
        parts_title=_("Here you get help"),
        parts=[Part(one.name, one.url) for one in channels],
    )
