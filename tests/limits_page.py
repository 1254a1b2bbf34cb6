"""docs/limits.md, made from what the product really says.

python -m tests.limits_page        writes the page; a test fails when it is out of date
"""

import io
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

if __name__ == "__main__":  # run by hand, without pytest
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewhub.settings_test")
    import django

    django.setup()

from django.conf import settings
from django.utils import translation

from notebooks.intake import take_in
from notebooks.isolated.client import Reason
from notebooks.isolated.exceeded import refusal_of
from notebooks.isolated.restricting import Limits
from notebooks.limits import IntakeLimits
from notebooks.receiving import Upload
from notebooks.refusals import Refusal
from notebooks.signatures import Edition, NotebookSignature
from projects import text_limits
from projects.errors import DomainError
from projects.models.site_setting import remember
from projects.operations import upload_limits
from tests.hostile import base

PAGE = Path(__file__).resolve().parent.parent / "docs" / "limits.md"
MB = 1024 * 1024
SIZES = IntakeLimits()
PROJECT = NotebookSignature(
    "bikes", {"en": "Bikes"}, defines=("NeuralNetwork",), editions=(Edition("any"),)
)
Row = tuple[str, str, str, str]
"""What is limited, the limit, the sentence in English and in Japanese."""

HEAD = """# Limits

What one upload, one text and one person may take, and what is said when it is more. Nothing that is refused is stored, and no attempt is
counted. `python -m tests.limits_page` writes this page from what the product says.
"""


def _zip(*names: str, data: bytes = b"x") -> list[Upload]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)
    return [("project.zip", packed.getvalue())]


def _notebook(*cells: dict) -> list[Upload]:
    return [("notebook.ipynb", base.notebook(*cells))]


UPLOADS: Sequence[tuple[str, str, Callable[[], list[Upload]]]] = (
    (
        "all files of an upload, and again what a zip unpacks to",
        f"{SIZES.megabytes} MB",
        lambda: [("notebook.ipynb", bytes(SIZES.total_bytes + 1))],
    ),
    (
        "files of an upload",
        str(SIZES.files),
        lambda: [(f"{n}.py", b"") for n in range(SIZES.files + 1)],
    ),
    (
        "entries of a zip",
        str(SIZES.zip_entries),
        lambda: _zip(*(f"{n}.csv" for n in range(SIZES.zip_entries + 1))),
    ),
    (
        "how many times its size a zip unpacks to",
        str(SIZES.zip_ratio),
        lambda: _zip("notebook.ipynb", data=bytes(4 * MB)),
    ),
    (
        "a file's name",
        f"{SIZES.name_characters} characters",
        lambda: [("x" * 130 + ".ipynb", b"")],
    ),
    (
        "a path in a zip",
        f"{SIZES.path_characters} characters",
        lambda: _zip("/".join(["folder"] * 50) + "/notebook.ipynb"),
    ),
    (
        "a notebook without its outputs",
        f"{SIZES.source_bytes // MB} MB",
        lambda: _notebook(base.words("x" * SIZES.source_bytes)),
    ),
    (
        "cells of a notebook",
        f"{SIZES.cells:,}",
        lambda: _notebook(*[base.code("")] * SIZES.cells),
    ),
    (
        "lines of a cell",
        f"{SIZES.cell_lines:,}",
        lambda: _notebook(base.code("\n" * SIZES.cell_lines)),
    ),
    (
        "code of all cells and modules",
        f"{SIZES.code_characters:,} characters",
        lambda: _notebook(base.code("x = 1;" * (SIZES.code_characters // 6))),
    ),
)


def _of_files() -> Iterator[Row]:
    for what, limit, make in UPLOADS:
        try:
            take_in(make(), PROJECT, [PROJECT], SIZES)
        except Refusal as refusal:
            yield what, limit, refusal.words["en"], refusal.words["ja"]
    limits = Limits()
    for what, limit, reason in (
        (
            "processor time for reading an upload",
            f"{limits.cpu_seconds} s",
            Reason.TIME,
        ),
        (
            "memory for reading an upload",
            f"{limits.memory_bytes // MB} MB",
            Reason.MEMORY,
        ),
    ):
        said = refusal_of(reason).words
        yield what, limit, said["en"], said["ja"]


def _in_both(make: Callable[[], DomainError]) -> tuple[str, str]:
    said = []
    for language in ("en", "ja"):
        with translation.override(language):
            said.append(str(make().message))
    return said[0], said[1]


def _of_people() -> Iterator[Row]:
    wait = timedelta(minutes=12)
    yield (
        "attempts of one project within an hour",
        str(settings.ATTEMPTS_PER_HOUR),
        *_in_both(lambda: upload_limits.too_many_attempts(wait)),
    )
    yield (
        "uploads of one student within an hour, refused ones too",
        str(settings.UPLOADS_PER_HOUR),
        *_in_both(lambda: upload_limits.too_many_uploads(wait)),
    )
    yield (
        "files kept for one student",
        f"{settings.STUDENT_MB:,} MB",
        *_in_both(upload_limits.student_full),
    )
    yield (
        "files kept for one cohort",
        f"{settings.COHORT_MB:,} MB",
        *_in_both(upload_limits.cohort_full),
    )


def _of_texts() -> Iterator[Row]:
    for what, most in (
        ("notes to the reviewer", text_limits.NOTES),
        ("a reason, or words with a rating", text_limits.REASON),
        ("one text of a review", text_limits.REVIEW),
        ("what was corrected in the checks", text_limits.CORRECTION),
    ):

        def too_long(most: int = most) -> DomainError:
            try:
                text_limits.fitting("x" * (most + 1), most)
            except DomainError as error:
                return error
            raise AssertionError(most)

        yield what, f"{most:,} characters", *_in_both(too_long)


def text() -> str:
    parts = [HEAD]
    for title, rows in (
        ("Files", _of_files()),
        ("People", _of_people()),
        ("Texts", _of_texts()),
    ):
        parts.append(
            f"\n## {title}\n\n| what | limit | in English | in Japanese |\n|---|---|---|---|\n"
        )
        parts += [f"| {' | '.join(row)} |\n" for row in rows]
    return "".join(parts)


if __name__ == "__main__":
    remember({})  # the defaults, without a database
    PAGE.write_text(text())
