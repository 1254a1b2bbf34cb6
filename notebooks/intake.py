"""The first step of grading: decides whether an upload is stored and counts as an attempt."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import nbformat

from notebooks.definitions import Definitions
from notebooks.file_kinds import NOTEBOOK, suffix
from notebooks.frameworks import refuse_unsupported
from notebooks.imported import missing_files, starred_files
from notebooks.limits import IntakeLimits
from notebooks.meant import with_meant
from notebooks.misplaced import misplaced, missing_names
from notebooks.misplacement import Misplaced
from notebooks.no_edition import no_edition
from notebooks.originals import refuse_blank
from notebooks.parsing import parse_cells
from notebooks.problems import nothing_parses, problem_notes, refuse_broken
from notebooks.quoting import quoted
from notebooks.reading import read
from notebooks.receiving import Upload
from notebooks.recognise import edition_of, recognise, share_defined
from notebooks.refusals import Refusal, Text
from notebooks.side_files import modules_of, refuse_missing
from notebooks.signatures import NotebookSignature
from notebooks.sizes import refuse_oversize
from notebooks.starter_fingerprints import fingerprint, module_fingerprint
from notebooks.syntax import code_cells, definitions
from notebooks.unpacking import Unpacked, unpack
from notebooks.unrecognised import unrecognised
from notebooks.writing_cells import written_files
from notebooks.written_files import with_written

_DEFAULT_LIMITS = IntakeLimits()
_CHECKPOINT = "-checkpoint.ipynb"
_NOTES_SHOWN = 3
_PYTHON = re.compile(r"python|pypy|^py\d*\b")
"""Found in what kernels and converters call the language, such as "Python 3" and "ipython"."""


@dataclass(frozen=True)
class HandIn:
    """The parts of an accepted upload that are stored."""

    notebook_name: str
    files: dict[str, bytes]  # by path relative to the notebook, which is among them
    edition: str
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class Intake(HandIn):
    """An accepted upload with its parsed notebook and definitions."""

    definitions: Definitions
    notebook: nbformat.NotebookNode


def take_in(
    uploads: Sequence[Upload],
    project: NotebookSignature,
    all_projects: Sequence[NotebookSignature],
    limits: IntakeLimits = _DEFAULT_LIMITS,
) -> Intake:
    """Checks and parses an upload. Raises the one Refusal that helps the student most."""
    unpacked = unpack(uploads, limits)
    name, files = _beside_notebook(unpacked)
    reading = read(files[name])
    notebook = reading.notebook
    refuse_oversize(notebook, limits)
    cells = code_cells(notebook)
    written = written_files(cells, limits)
    files, written_notes = with_written(files, written, limits)
    files, meant_notes = with_meant(files, cells)
    modules = modules_of(files)
    _refuse_too_much_code(cells, modules, limits)
    refuse_unsupported(cells, project.unsupported)
    found = definitions(cells, modules=modules)
    wanted = missing_names(project.defines, found)
    _refuse_other_language(notebook, project, found)
    _refuse_without_code(cells, found)
    refuse_missing(missing_files(project, wanted, found, cells, files))
    refuse_broken(wanted, cells, found, written)
    _refuse_untouched(notebook, modules, found, project)
    seen = list(misplaced(wanted, notebook, modules, found))
    unseen = set(wanted) - {one.name for one in seen}
    starred = starred_files(sorted(unseen), found, files)
    _refuse_other_project(
        found, project, all_projects, cells=cells, seen=seen, starred=starred
    )
    refuse_missing(starred)
    refuse_blank(project.defines, found, modules)
    if not found.blocks and found.problems:
        raise nothing_parses(found.problems[0])
    edition = edition_of(found, project)
    if edition is None:
        raise no_edition(project, notebook, found)
    notes = [*unpacked.notes, *reading.notes, *written_notes, *meant_notes]
    notes += [one.note for one in seen[:_NOTES_SHOWN]]
    notes += problem_notes(found.problems, written)
    return Intake(name, files, edition, tuple(notes), found, notebook)


def _beside_notebook(unpacked: Unpacked) -> tuple[str, dict[str, bytes]]:
    """The only notebook, and the files in its folder by their paths relative to it."""
    files = unpacked.files
    found = [path for path in files if suffix(path) == NOTEBOOK]
    if len(found) > 1:
        found = [path for path in found if not path.endswith(_CHECKPOINT)] or found
    if not found:
        raise _no_notebook(unpacked.notes)
    if len(found) > 1:
        first, second = (quoted(path) for path in sorted(found)[:2])
        raise Refusal(
            "two_notebooks",
            en=f"There are {len(found)} notebooks, such as “{first}” and “{second}”."
            " Upload only the one you want reviewed.",
            ja=f"ノートブックが {len(found)} 個あります（「{first}」「{second}」など）。"
            "レビューを受けたいものだけをアップロードしてください。",
        )
    folder, _, name = found[0].rpartition("/")
    prefix = f"{folder}/" if folder else ""
    kept = {
        path.removeprefix(prefix): data
        for path, data in files.items()
        if path.startswith(prefix) and (path == found[0] or suffix(path) != NOTEBOOK)
    }
    return name, kept


def _refuse_other_language(
    notebook: nbformat.NotebookNode, project: NotebookSignature, found: Definitions
) -> None:
    """The kernel's language counts only while the code does not show that it is Python."""
    kernel = notebook["metadata"].get("kernelspec", {})
    language = kernel.get("language", "").strip()
    named = f"{language} {kernel.get('name', '')}".casefold()
    if not language or _PYTHON.search(named) or recognise(found, [project]):
        return
    raise Refusal(
        "not_python",
        en=f"This notebook is written for {quoted(language)}. The projects are in"
        " Python: choose a Python kernel, save, and upload again.",
        ja=f"このノートブックは {quoted(language)} 用です。プロジェクトは Python で書きます。"
        "Python のカーネルを選んで保存し、もう一度アップロードしてください。",
    )


def _refuse_too_much_code(
    cells: Sequence[str], modules: Mapping[str, str], limits: IntakeLimits
) -> None:
    texts = [*cells, *modules.values()]
    if sum(map(len, texts)) > limits.code_characters:
        raise Refusal(
            "too_much_code",
            en="The code cells hold more than"
            f" {limits.code_characters:,} characters. Move data out of the code and"
            " upload again.",
            ja=f"コードセルが {limits.code_characters:,} 文字を超えています。"
            "コードに書かれたデータを外に出して、もう一度アップロードしてください。",
        )


def _refuse_without_code(cells: Sequence[str], found: Definitions) -> None:
    if found.blocks or found.problems:
        return
    statements, _problems = parse_cells(cells)
    if all(_is_magic_only(statement.source) for statement in statements):
        raise Refusal(
            "no_code",
            en="This notebook holds no Python code: only text, comments or empty cells."
            " Check that you saved your work, and upload the notebook you worked in.",
            ja="このノートブックには Python のコードがありません（文章、コメント、空のセルだけ"
            "です）。保存し忘れがないか確かめ、作業したノートブックをアップロードしてください。",
        )


def _is_magic_only(source: str) -> bool:
    return source == "pass"


def _refuse_untouched(
    notebook: nbformat.NotebookNode,
    modules: Mapping[str, str],
    found: Definitions,
    project: NotebookSignature,
) -> None:
    """Refuses the unchanged starter notebook, also together with its unchanged side files."""
    if fingerprint(notebook) not in project.starter_fingerprints:
        return
    imported = [text for name, text in modules.items() if name in found.imports]
    if all(module_fingerprint(t) in project.starter_fingerprints for t in imported):
        raise Refusal(
            "starter_untouched",
            en="This is the starter notebook as it was given: no code has been added."
            " Check that you saved, and that this is not an old checkpoint copy.",
            ja="これは配布時のままのスターターノートブックで、コードが追加されていません。"
            "保存したか、古いチェックポイントのコピーではないかを確かめてください。",
        )


def _refuse_other_project(  # noqa: PLR0913 -- all that tells whose work it is
    found: Definitions,
    project: NotebookSignature,
    all_projects: Sequence[NotebookSignature],
    *,
    cells: Sequence[str],
    seen: Sequence[Misplaced],
    starred: Sequence[str],
) -> None:
    """Refuses work of another project, and work of which nothing stands where it counts.

    `starred` are files that may hold it and did not come.
    """
    slug = recognise(found, [project, *(p for p in all_projects if p != project)])
    other = next((p for p in all_projects if p.slug == slug != project.slug), None)
    of_this = len(seen) / max(len(project.defines), 1)
    if other is not None and share_defined(found, other) > of_this:
        raise _another_project(project, other)
    if seen and len(missing_names(project.defines, found)) == len(project.defines):
        raise seen[0].refusal
    if other is not None:
        raise _another_project(project, other)
    if slug == project.slug:
        return
    if found.problems and not found.blocks:
        raise nothing_parses(found.problems[0])
    refuse_missing(starred)
    raise unrecognised(project, cells, found)


def _another_project(project: NotebookSignature, other: NotebookSignature) -> Refusal:
    title = project.title
    return Refusal(
        "another_project",
        en=f"This looks like the notebook of “{other.title['en']}”, not of"
        f" “{title['en']}”. Upload it on that project's page, or pick the right"
        " file.",
        ja=f"これは「{_ja(title)}」ではなく「{_ja(other.title)}」のノートブックのようです。"
        "そのプロジェクトのページでアップロードするか、ファイルを選び直してください。",
    )


def _no_notebook(notes: Sequence[Text]) -> Refusal:
    """Tells also what was left out, since the notebook may be in there."""
    return Refusal(
        "no_notebook",
        en="There is no notebook among the files. Add your .ipynb file and upload again."
        + "".join(f" {note['en'].removesuffix('.')}." for note in notes),
        ja="ノートブックが見つかりません。.ipynb ファイルを加えて、もう一度アップロードして"
        "ください。" + "".join(f"{note['ja'].removesuffix('。')}。" for note in notes),
    )


def _ja(text: Text) -> str:
    return text.get("ja", text["en"])
