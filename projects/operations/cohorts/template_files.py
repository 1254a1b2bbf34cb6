"""The templates that ship: TOML files in which each time is a week, a day of it and an hour."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from projects.models import localized
from projects.queries.plans import (
    Plan,
    PlannedChannel,
    PlannedProject,
    PlannedSession,
    PlannedWeek,
)

FOLDER = Path(__file__).parent / "templates"
_WHEN = re.compile(r"(?:week (?P<week>\d+) )?day (?P<day>[1-7]) (?P<time>\d\d:\d\d)")


@dataclass(frozen=True)
class Template:
    slug: str
    data: Mapping[str, Any]

    @property
    def title(self) -> str:
        return localized(self.data["title"])

    def plan(self, starts_on: date) -> Plan:
        weeks = self.data["weeks"]
        return Plan(
            starts_on=starts_on,
            ends_on=starts_on + timedelta(weeks=len(weeks), days=-1),
            time_zone=self.data["time_zone"],
            projects=tuple(
                PlannedProject(
                    one["slug"],
                    _at(starts_on, one["opens"]),
                    _at(starts_on, one["due"]),
                    one.get("grace_hours", 0),
                )
                for one in self.data.get("projects", ())
            ),
            weeks=tuple(
                PlannedWeek(number, _texts(one)) for number, one in enumerate(weeks, 1)
            ),
            sessions=tuple(
                PlannedSession(_at(starts_on, one["live"], number), _texts(one))
                for number, one in enumerate(weeks, 1)
                if "live" in one
            ),
            channels=tuple(
                PlannedChannel(one["name"], one.get("url", ""), one.get("language", ""))
                for one in self.data.get("channels", ())
            ),
            capacity=self.data.get("capacity"),
            blind=self.data.get("blind", False),
            promised_review_hours=self.data.get("promised_review_hours", 24),
        )


@cache
def templates() -> Mapping[str, Template]:
    """By slug, which is the file's name."""
    files = sorted(FOLDER.glob("*.toml"))
    return {
        file.stem: Template(file.stem, tomllib.loads(file.read_text("utf-8")))
        for file in files
    }


def _texts(one: Mapping[str, str]) -> dict[str, str]:
    return {language: one[language] for language in ("en", "ja") if language in one}


def _at(starts_on: date, words: str, week: int = 1) -> datetime:
    """`"week 5 day 7 23:59"`; day 1 is the day of the week on which the cohort starts."""
    found = _WHEN.fullmatch(words)
    if found is None:
        raise ValueError(f"no time of a template: {words}")
    days = timedelta(weeks=int(found["week"] or week) - 1, days=int(found["day"]) - 1)
    return datetime.combine(starts_on + days, time.fromisoformat(found["time"]))
