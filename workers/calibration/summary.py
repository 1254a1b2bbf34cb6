"""What the verdicts on a folder of submissions tell about a pack."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workers.calibration.judged import Agreement, Judged


@dataclass(frozen=True)
class CheckCounts:
    """How many submissions a check has seen and returned."""

    check: str
    title: str
    asked: int = 0  # not skipped, with some seed
    returned: int = 0
    returned_good: int = 0  # work known as good
    returned_bad: int = 0
    alone: tuple[str, ...] = ()  # submissions that no other check rejects
    alone_good: tuple[str, ...] = ()  # of these, work known as good


@dataclass(frozen=True)
class HintCount:
    check: str
    hint: str  # as the first of them read it
    count: int  # of submissions; the numbers in the text may differ


@dataclass(frozen=True)
class Summary:
    submissions: Sequence[Judged]
    verdicts: Mapping[str, int]
    known: Mapping[tuple[bool | None, str], int]  # by known outcome and verdict
    editions: Mapping[tuple[str, str], int]  # by edition and verdict
    agreements: Mapping[tuple[str, str], int]  # by edition and agreement
    checks: Sequence[CheckCounts]
    hints: Sequence[HintCount]

    def all_with(self, agreement: Agreement) -> list[Judged]:
        return [one for one in self.submissions if one.agreement is agreement]

    def all_that_are(self, *, good: bool) -> list[Judged]:
        """Those of which the outcome is known and a verdict was found."""
        return [one for one in self.submissions if one.known is good and one.verdicts]

    @property
    def compared(self) -> int:
        return sum(one.agreement is not Agreement.UNKNOWN for one in self.submissions)

    @property
    def refused(self) -> list[Judged]:
        return [one for one in self.submissions if one.refusal]

    @property
    def spoilt(self) -> list[Judged]:
        """Those with an incident."""
        return [one for one in self.submissions if one.spoilt]

    @property
    def median_s(self) -> float:
        return statistics.median([one.seconds for one in self.submissions] or [0.0])

    @property
    def slowest(self) -> Judged | None:
        return max(self.submissions, key=lambda one: one.seconds, default=None)


def refusals_by_code(refused: Iterable[Judged]) -> dict[str, list[Judged]]:
    found: dict[str, list[Judged]] = {}
    for one in refused:
        if one.refusal:
            found.setdefault(one.refusal.code, []).append(one)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def share(part: int, whole: int) -> str:
    """Such as `3 of 40 (7.5 %)`; the last space does not break."""
    return f"{part} of {whole}" + (
        f" ({100 * part / whole:.1f}\N{NO-BREAK SPACE}%)" if whole else ""
    )
