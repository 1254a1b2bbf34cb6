"""What an admin sees of projects: work by state, versions that graded, what lies on the disk."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, F, Max, Min
from django.utils import timezone

from projects.models import PackVersion, Project, Run, Submission
from projects.packs import Exemplars, exemplars_at, version_at
from projects.queries.overruled import CriterionFigures, criterion_figures
from projects.queries.quality import Scope

Found = TypeVar("Found")
MOST_OVERRULED = 5


@dataclass(frozen=True)
class Graded:
    """A version of the pack, and the runs that it finished."""

    digest: str
    runs: int
    submissions: int
    first: datetime
    last: datetime

    @property
    def version(self) -> str:
        return self.digest[:8]


@dataclass(frozen=True)
class OnDisk:
    """Digests of the folders that this machine's web has; empty: there is none."""

    installed: str
    candidate: str
    exemplars: Exemplars


def kept(name: str, count: Callable[[], Found]) -> tuple[Found, datetime]:
    """What `count` tells, at most `COHORT_FIGURES_S` old, and as of when."""
    key = f"packs:{name}"
    found: tuple[Found, datetime] | None = cache.get(key)
    if found is None:
        found = count(), timezone.now()
        if settings.COHORT_FIGURES_S:
            cache.set(key, found, settings.COHORT_FIGURES_S)
    return found


def work_by_state() -> Mapping[int, Mapping[str, int]]:
    """Every attempt, by project and state; one query."""
    rows = Submission.objects.order_by().values_list("project", "state")
    found: dict[int, dict[str, int]] = {}
    for project, state, n in rows.annotate(n=Count("pk")):
        found.setdefault(project, {})[state] = n
    return found


def versions_that_graded(project: Project) -> Sequence[Graded]:
    """Of runs that finished, those of regrades too; the last used first."""
    runs = Run.objects.filter(submission__project=project, finished_at__isnull=False)
    rows = (
        runs.exclude(pack_digest="")
        .order_by()
        .values_list("pack_digest")
        .annotate(
            runs=Count("pk"),
            submissions=Count("submission", distinct=True),
            first=Min("finished_at"),
            last=Max("finished_at"),
        )
    )
    found = [Graded(*row) for row in rows]
    return sorted(found, key=lambda one: one.last, reverse=True)


def installations() -> Mapping[int, datetime]:
    """Since when the version in force is installed, by project; one query.

    A project that is missing has had its version since before the site wrote it down.
    """
    rows = PackVersion.objects.filter(digest=F("project__pack_digest")).order_by()
    newest = rows.values_list("project").annotate(at=Max("installed_at"))
    return dict(newest)


def on_disk(slug: str) -> OnDisk:
    """Reads every file of both folders: a tenth of a second."""
    packs, candidates = Path(settings.PACKS_DIR), Path(settings.CANDIDATES_DIR)
    return OnDisk(
        installed=version_at(packs, slug),
        candidate=version_at(candidates, slug),
        exemplars=exemplars_at(packs, slug),
    )


def most_overruled(project: Project) -> Sequence[CriterionFigures]:
    """Criteria where people judged otherwise than the machine, ever."""
    found = criterion_figures(Scope(project, None))
    return [one for one in found if one.worst][:MOST_OVERRULED]
