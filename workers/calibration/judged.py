"""A submission with all its records, and how they agree with what is known of it.

With several seeds the worst counts: good work is falsely rejected when one seed rejects it, bad
work falsely accepted when one accepts it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from workers.calibration.records import Record, Result, Verdict

UNSTEADY = "unsteady"  # accepted with some seeds and returned with others


class Agreement(StrEnum):
    AGREES = "agrees"
    FALSE_REJECT = "false reject"
    FALSE_ACCEPT = "false accept"
    UNKNOWN = ""  # no outcome is known, or none was found


@dataclass(frozen=True)
class Judged:
    name: str
    known: bool | None  # whether the work is good; None: not known
    records: Sequence[Record]  # one for each seed

    @property
    def verdicts(self) -> list[Verdict]:
        """Without incidents, which are no verdicts."""
        return [r.verdict for r in self.records if r.verdict is not Verdict.INCIDENT]

    @property
    def verdict(self) -> str:
        found = set(self.verdicts) or {Verdict.INCIDENT}
        return UNSTEADY if len(found) > 1 else next(iter(found))

    @property
    def accepted(self) -> int:
        return self.verdicts.count(Verdict.ACCEPTED)

    @property
    def agreement(self) -> Agreement:
        if self.known is None or not self.verdicts:
            return Agreement.UNKNOWN
        if self.known and self.accepted < len(self.verdicts):
            return Agreement.FALSE_REJECT
        if not self.known and self.accepted:
            return Agreement.FALSE_ACCEPT
        return Agreement.AGREES

    @cached_property
    def failed(self) -> Mapping[str, Result]:
        """The checks that returned it with some seed, with the first seed's hint."""
        found: dict[str, Result] = {}
        for record in self.records:
            for result in record.failed:
                found.setdefault(result.check, result)
        return found

    @property
    def rejected_alone_by(self) -> set[str]:
        """Checks that were, with some seed, the only one to reject it."""
        return {r.failed[0].check for r in self.records if len(r.failed) == 1}

    @property
    def edition(self) -> str:
        return next((r.edition for r in self.records if r.edition), "")

    @property
    def seconds(self) -> float:
        """Of one seed, on average."""
        return sum(record.seconds for record in self.records) / len(self.records)

    @property
    def spoilt(self) -> Record | None:
        """The first record of a fault of ours."""
        return self._first(Verdict.INCIDENT)

    @property
    def refusal(self) -> Record | None:
        return self._first(Verdict.REFUSED)

    def _first(self, verdict: Verdict) -> Record | None:
        return next((r for r in self.records if r.verdict is verdict), None)


def judged(records: Iterable[Record], known: Mapping[str, bool]) -> list[Judged]:
    by_name: dict[str, list[Record]] = {}
    for record in records:
        by_name.setdefault(record.name, []).append(record)
    return [
        Judged(name, known.get(name), sorted(found, key=lambda record: record.seed))
        for name, found in sorted(by_name.items())
    ]
