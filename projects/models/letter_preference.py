"""How people want the letters about each topic."""

from collections.abc import Mapping
from types import MappingProxyType

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """What a letter with news is about: each person chooses for each how it reaches them."""

    CHECKS = "checks", _("Results of the checks of my work")
    VERDICTS = "verdicts", _("Reviews of my work")
    REVIEWS = "reviews", _("My reviews: disputed, decided again, reopened")
    CERTIFYING = "certifying", _("My applications and training as a reviewer")
    APPLICANTS = "applicants", _("Applications to become a reviewer, to decide on")
    CLAIMS = "claims", _("Work in my hands: given to me, time nearly up")
    RATINGS = "ratings", _("Ratings of my reviews")
    DISPUTES = "disputes", _("Disputes that wait for a second reviewer")
    EXPLAINED = "explained", _("Explanations that wait for my decision")
    FAULTS = "faults", _("Work that waits for staff after an error on our side")
    MESSAGES = "messages", _("Messages from those who look after my cohort")
    DATES = "dates", _("My due dates: more time given or taken back")
    PART = "part", _("My part in a cohort: paused, ended, moved or taken up again")


class Delivery(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    NEVER = "never", _("No e-mail")


DEFAULT_DELIVERY: Mapping[str, Delivery] = MappingProxyType(
    dict.fromkeys(Topic.values, Delivery.AT_ONCE)
    | dict.fromkeys((Topic.RATINGS, Topic.DISPUTES, Topic.APPLICANTS), Delivery.DAILY)
)


class LetterPreference(models.Model):
    """How one person wants one topic's letters; without a row: `DEFAULT_DELIVERY`.

    The inbox on the site shows everything in any case.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="letter_preferences"
    )
    topic = models.CharField(max_length=10, choices=Topic)
    delivery = models.CharField(max_length=10, choices=Delivery)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "topic"], name="one_preference_per_topic"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}: {self.get_delivery_display()}"
