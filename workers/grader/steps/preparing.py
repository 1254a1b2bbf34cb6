"""Parses an upload and prepares the student's code to be loaded in a sandbox."""

import time
from pathlib import PurePosixPath

from nbformat import NotebookNode

from notebooks.changes import Roots
from notebooks.reading import read_notebook
from notebooks.refusals import Refusal
from notebooks.syntax import code_cells, definitions
from protocol.progress import Phase, Progress, Sink
from protocol.steps import StepKind, Upload
from protocol.texts import Text
from workers.environments.environments import Runtime
from workers.grader.student import SandboxedStudent
from workers.grader.work import Work
from workers.packkit.checks import StudentError
from workers.packkit.pack import Pack

MOST_PLACES = 5


def phase(sink: Sink, name: Text, index: int, of: int) -> None:
    sink(Progress.of(Phase(name, index, of)))


def parsed(upload: Upload) -> NotebookNode | Refusal:
    """The upload's parsed notebook without its outputs, which nothing here reads.

    Each step calls this once: a large one takes a second.
    """
    try:
        return read_notebook(upload.files[upload.notebook], with_outputs=False)
    except Refusal as refusal:
        return refusal


def work_of(pack: Pack, upload: Upload, notebook: NotebookNode | Refusal) -> Work:
    """What the upload defines, read from its syntax tree. Raises StudentError."""
    if isinstance(notebook, Refusal):
        raise StudentError(str(notebook), notebook.words)
    beside = {n: data for n, data in upload.files.items() if n != upload.notebook}
    modules = {
        PurePosixPath(name).stem: data.decode("utf-8", "replace")
        for name, data in beside.items()
        if PurePosixPath(name).suffix == ".py"
    }
    roots = Roots(frozenset(pack.defines), pack.numbers, pack.shapes)
    found = definitions(code_cells(notebook), modules=modules, roots=roots)
    return Work(upload.edition, found, beside, frozenset(pack.defines), roots.numbers)


def student_for(
    pack: Pack, work: Work, step: StepKind, runtime: Runtime
) -> SandboxedStudent:
    """A student whose sandbox has not been started yet."""
    limits = pack.limits[step]
    return SandboxedStudent(
        runtime=runtime,
        limits=limits,
        work=work,
        deadline=time.monotonic() + limits.wall_s,
    )


def unread(work: Work) -> list[str]:
    """The places that are no valid Python, for staff: intake has told the student of them."""
    return [
        f"{problem.file or f'cell {problem.cell}'}, line {problem.line}: {problem.message}"
        for problem in work.definitions.problems[:MOST_PLACES]
    ]
