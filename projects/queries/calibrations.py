"""What a calibration found: the figures that an admin attached, and what they do not say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from projects.models import CalibrationReport, Project


@dataclass(frozen=True)
class CheckFigures:
    """How many submissions a check was asked of, returned, and returned wrongly."""

    check: str
    title: str
    asked: int
    returned: int
    returned_good: int  # work known as good
    alone_good: int  # of these, what no other check rejects


@dataclass(frozen=True)
class Figures:
    """Of one run of `python -m workers calibrate`; counts are of submissions."""

    seeds: int
    with_training: bool
    real_data: bool  # else the pack's stand-in
    found: int  # in the folder
    is_whole: bool  # else stopped before all were graded
    submissions: int
    verdicts: Mapping[str, int]
    compared: int  # with a known outcome
    known_good: int
    known_bad: int
    false_rejects: int
    false_accepts: int
    checks: Sequence[CheckFigures]

    @classmethod
    def parse(cls, stored: Mapping[str, Any]) -> "Figures":
        """Of a row, which holds what was checked when it was attached."""
        names = {field.name for field in fields(cls)}
        kept = {name: value for name, value in stored.items() if name in names}
        checks = tuple(CheckFigures(**one) for one in kept.pop("checks"))
        return cls(**kept, checks=checks)

    @property
    def agreeing(self) -> int:
        return self.compared - self.false_rejects - self.false_accepts

    @property
    def incidents(self) -> int:
        return self.verdicts.get("incident", 0)

    @property
    def doubtful(self) -> list[CheckFigures]:
        """Checks that returned good work, the worst first."""
        wrong = [one for one in self.checks if one.returned_good]
        return sorted(wrong, key=lambda one: (-one.alone_good, -one.returned_good))


def last_report(project: Project) -> CalibrationReport | None:
    return project.calibrations.select_related("attached_by").first()
