"""Reads the JSON that `python -m workers calibrate` writes: its figures, without names and evidence."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from projects.errors import Incomplete
from projects.queries.calibrations import CheckFigures, Figures

Kind = TypeVar("Kind")

MOST_BYTES = 20_000_000
MOST_CHECKS = 500
LONGEST_TITLE = 300
MOST = 1_000_000  # submissions
MADE_AT = "%Y-%m-%d %H:%M UTC"  # workers/calibration/page.py writes it so
DIGEST = re.compile(r"[0-9a-f]{64}")
VERDICTS = ("accepted", "returned", "refused", "incident", "unsteady")


@dataclass(frozen=True)
class Report:
    slug: str
    digest: str
    made_at: datetime
    figures: Figures


def read(data: bytes) -> Report:
    """Raises Incomplete with the field `report`, and words that name what is wrong."""
    if len(data) > MOST_BYTES:
        raise _fault(_("This file is larger than any report is: 20 MB are the most."))
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _fault(
            _("This is not JSON. The report is the file .json beside the page .html.")
        ) from error
    if not isinstance(found, dict):
        raise _fault(_("This is JSON, and no report of a calibration."))
    digest = _given(found, "pack_digest", str)
    if not DIGEST.fullmatch(digest):
        raise _fault(_("“pack_digest” is not the digest of a pack."))
    return Report(_given(found, "pack", str), digest, _made_at(found), _figures(found))


def _made_at(found: Mapping[str, Any]) -> datetime:
    text = _given(found, "made_at", str)
    try:
        made_at = datetime.strptime(text, MADE_AT).replace(tzinfo=UTC)
    except ValueError as error:
        words = _("“made_at” is not a time such as 2026-11-30 09:12 UTC.")
        raise _fault(words) from error
    if made_at > timezone.now() + timedelta(days=1):
        raise _fault(_("“made_at” is still to come: the clock there was wrong."))
    return made_at


def _figures(found: Mapping[str, Any]) -> Figures:
    checks = _given(found, "checks", list)
    if len(checks) > MOST_CHECKS:
        raise _fault(_("These are more checks than any pack has."))
    figures = Figures(
        seeds=_count(found, "seeds"),
        with_training=_given(found, "with_training", bool),
        real_data=bool(_given(found, "data", str)),
        found=_count(found, "found"),
        is_whole=_given(found, "is_whole", bool),
        submissions=_count(found, "submissions"),
        verdicts=_verdicts(found),
        compared=_count(found, "compared"),
        known_good=_count(found, "known_good"),
        known_bad=_count(found, "known_bad"),
        false_rejects=len(_given(found, "false_rejects", list)),
        false_accepts=len(_given(found, "false_accepts", list)),
        checks=tuple(_check(one) for one in checks),
    )
    _check_sums(figures)
    return figures


def _check_sums(figures: Figures) -> None:
    """What cannot be true of one run of the command."""
    holds = (
        figures.submissions <= figures.found
        and sum(figures.verdicts.values()) == figures.submissions
        and figures.compared <= figures.submissions
        and figures.known_good + figures.known_bad == figures.compared
        and figures.false_rejects <= figures.known_good
        and figures.false_accepts <= figures.known_bad
    )
    if not holds:
        raise _fault(_("Its numbers contradict one another: was the file changed?"))


def _verdicts(found: Mapping[str, Any]) -> Mapping[str, int]:
    given = _given(found, "verdicts", dict)
    if unknown := sorted(set(given) - set(VERDICTS)):
        words = _("There is no verdict “%(name)s”.")
        raise _fault(words % {"name": unknown[0][:40]})
    return {name: _count(given, name) for name in VERDICTS if name in given}


def _check(given: Any) -> CheckFigures:
    if not isinstance(given, dict):
        raise _fault(_("“checks” is a list of objects."))
    title = _given(given, "title", str)[:LONGEST_TITLE]
    return CheckFigures(
        check=_given(given, "check", str)[:LONGEST_TITLE],
        title=title,
        asked=_count(given, "asked"),
        returned=_count(given, "returned"),
        returned_good=_count(given, "returned_good"),
        alone_good=len(_given(given, "alone_good", list)),
    )


def _count(found: Mapping[str, Any], name: str) -> int:
    number = _given(found, name, int)
    if not 0 <= number <= MOST:
        words = _("“%(name)s” is not a count of submissions.")
        raise _fault(words % {"name": name})
    return number


def _given(found: Mapping[str, Any], name: str, kind: type[Kind]) -> Kind:
    if name not in found:
        words = _("“%(name)s” is missing: is this the report of a calibration?")
        raise _fault(words % {"name": name})
    value = found[name]
    if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
        return value
    words = _("“%(name)s” is not what a calibration writes there.")
    raise _fault(words % {"name": name})


def _fault(words: str) -> Incomplete:
    return Incomplete(words, field="report")
