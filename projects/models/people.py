"""People: one account per person; what they may do follows from rows, not from a role name."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from projects import site_settings, text_limits, zones
from projects.enums import Language, Theme
from projects.models.site_setting import current


class AccountManager(UserManager["User"]):
    def _create(self, email: str, password: str | None, **fields: Any) -> "User":
        """Whoever makes accounts by hand vouches for their addresses."""
        fields.setdefault("email_verified_at", timezone.now())
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        return self._create(email, password, **fields)

    def create_superuser(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        return self._create(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractUser):
    """Signs in with an e-mail address. `is_staff` is an admin of the site."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    email_verified_at = models.DateTimeField(
        _("address verified"),
        null=True,
        blank=True,
        help_text=_("Empty: the account can do nothing yet."),
    )
    name = models.CharField(
        _("name"), max_length=text_limits.NAME, validators=[text_limits.validate_name]
    )
    language = models.CharField(
        _("language"), max_length=5, choices=Language, default=Language.ENGLISH
    )
    theme = models.CharField(
        _("theme"), max_length=6, choices=Theme, default=Theme.SYSTEM
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[zones.validate_time_zone],
        help_text=_("Dates are shown in it. Empty: that of your cohort."),
    )
    is_lead = models.BooleanField(
        _("lead reviewer"),
        default=False,
        help_text=_("May release, reassign and reopen the reviews of others."),
    )
    leads_all_cohorts = models.BooleanField(
        _("leads every cohort"),
        default=True,
        help_text=_("Of a lead. Otherwise only the cohorts they were given."),
    )
    reviews_in_hand = models.PositiveSmallIntegerField(
        _("reviews in hand at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as many as the site allows, which is the most."),
    )
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta(AbstractUser.Meta):
        constraints = [
            # Addresses that differ in capitals only are one: `unique` compares letters as they are.
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="email_in_lower_case"
            )
        ]

    def __str__(self) -> str:
        if self.erased_at is not None:
            return gettext("Deleted account")
        return self.name or self.email

    @property
    def has_proved_address(self) -> bool:
        return self.email_verified_at is not None

    @property
    def leads_everywhere(self) -> bool:
        """Admins do; leads unless they were given cohorts."""
        return self.is_staff or (self.is_lead and self.leads_all_cohorts)

    @property
    def most_in_hand(self) -> int:
        """How many reviews they may hold at once: their own limit, at most the site's."""
        own = self.reviews_in_hand or current(site_settings.REVIEWS_IN_HAND)
        return min(own, current(site_settings.REVIEWS_IN_HAND))

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
