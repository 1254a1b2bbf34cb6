"""What the verdicts on a folder of submissions tell about a pack."""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from protocol.steps import Outcome
from workers.calibration.judged import Agreement, Judged

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


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


def summarize(submissions: Sequence[Judged]) -> Summary:
    return Summary(
        submissions=submissions,
        verdicts=Counter(one.verdict for one in submissions),
        known=Counter((one.known, one.verdict) for one in submissions),
        editions=Counter((one.edition, one.verdict) for one in submissions),
        agreements=Counter((one.edition, one.agreement) for one in submissions),
        checks=list(_checks(submissions)),
        hints=_hints(submissions),
    )


def _checks(submissions: Sequence[Judged]) -> Iterable[CheckCounts]:
    titles = {
        result.check: result.title
        for one in submissions
        for record in one.records
        for result in record.results
    }
    asked = Counter(check for one in submissions for check in _asked(one))
    for check, title in titles.items():
        returned = [one for one in submissions if check in one.failed]
        alone = [one for one in returned if check in one.rejected_alone_by]
        yield CheckCounts(
            check=check,
            title=title,
            asked=asked[check],
            returned=len(returned),
            returned_good=sum(one.known is True for one in returned),
            returned_bad=sum(one.known is False for one in returned),
            alone=tuple(one.name for one in alone),
            alone_good=tuple(one.name for one in alone if one.known),
        )


def _asked(one: Judged) -> set[str]:
    return {
        result.check
        for record in one.records
        for result in record.results
        if result.outcome != Outcome.SKIPPED
    }


def _hints(submissions: Sequence[Judged]) -> list[HintCount]:
    """The commonest first. Texts that differ in numbers only, such as lines, are one."""
    counts: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], str] = {}
    for one in submissions:
        for check, result in one.failed.items():
            key = check, NUMBER.sub("#", result.hint)
            counts[key] += 1
            first.setdefault(key, result.hint)
    return [
        HintCount(check, first[check, text], count)
        for (check, text), count in counts.most_common()
    ]


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
