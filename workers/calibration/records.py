"""What is kept of one submission graded with one seed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    RETURNED = "returned"  # a check failed
    REFUSED = "refused"  # at intake: not stored, and no attempt
    INCIDENT = "incident"  # a fault of ours: not judged


@dataclass(frozen=True)
class Result:
    """One check. Texts are English."""

    check: str
    title: str
    outcome: str
    hint: str = ""
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class Record:
    name: str
    seed: int
    digest: str  # of the submission's files
    version: str  # of everything that it was graded by
    verdict: Verdict
    edition: str = ""
    code: str = ""  # of the refusal
    words: str = ""  # the refusal's, or the incident's
    results: tuple[Result, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    intake_s: float = 0.0
    examine_s: float = 0.0
    train_s: float = 0.0

    @property
    def failed(self) -> list[Result]:
        return [result for result in self.results if result.outcome == "failed"]

    @property
    def seconds(self) -> float:
        return self.intake_s + self.examine_s + self.train_s

    @classmethod
    def parse(cls, line: bytes) -> "Record | None":
        """None for a line that is not whole, or that another version wrote."""
        try:
            values = json.loads(line)
            results = tuple(Result(**result) for result in values.pop("results"))
            verdict = Verdict(values.pop("verdict"))
            known = {each.name for each in fields(cls)}
            kept = {name: value for name, value in values.items() if name in known}
            return cls(**kept, verdict=verdict, results=results)
        except (ValueError, KeyError, TypeError, AttributeError):
            return None
