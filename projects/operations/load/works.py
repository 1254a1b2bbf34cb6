"""What was handed in: the demo's recorded works, by project."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from projects.models import Blob, Criterion, Project, Rubric
from projects.operations.demo.records import FOLDER, RECORD, Record, read
from projects.storage import keep_all


@dataclass(frozen=True)
class Work:
    name: str  # of the record
    record: Record
    files: Mapping[str, Blob]
    artifacts: Mapping[str, Blob]

    def notebook(self) -> str:
        return self.record.notebook


class Works:
    """Of one project: those that passed its checks, and those that did not."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.passed: list[Work] = []
        self.failed: list[Work] = []
        for folder in sorted((FOLDER / project.slug).glob(f"*/*/{RECORD}")):
            work = _work(folder.parent.relative_to(FOLDER).as_posix())
            (self.passed if work.record.passed else self.failed).append(work)

    @cached_property
    def rubric(self) -> Rubric:
        """The one in force."""
        return self.project.rubrics.all()[0]

    @cached_property
    def criteria(self) -> Sequence[Criterion]:
        return list(self.rubric.criteria.all())

    def work(self, *, passed: bool, variant: int) -> Work:
        those = self.passed if passed else self.failed
        return those[variant % len(those)]


def _work(name: str) -> Work:
    record = read(name)
    artifacts = dict(record.steps[-1].outcome.artifacts)
    return Work(name, record, keep_all(record.files), keep_all(artifacts))
