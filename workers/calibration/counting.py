"""Counts the verdicts on a folder of submissions."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from protocol.steps import Outcome
from workers.calibration.judged import Judged
from workers.calibration.summary import CheckCounts, HintCount, Summary

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


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
