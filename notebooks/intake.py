"""The first step of grading: decides whether an upload is stored and counts as an attempt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import nbformat

from notebooks.frameworks import refuse_unsupported
from notebooks.limits import IntakeLimits
from notebooks.naming import quoted, suffix
from notebooks.originals import refuse_blank
from notebooks.parsing import parse_cells
from notebooks.reading import read_notebook
from notebooks.recognise import (
    NotebookSignature,
    edition_of,
    fingerprint,
    module_fingerprint,
    recognise,
)
from notebooks.refusals import Refusal, Text
from notebooks.sizes import refuse_oversize
from notebooks.syntax import Definitions, Problem, code_cells, definitions
from notebooks.unpacking import Upload, unpack

_DEFAULT_LIMITS = IntakeLimits()
_CHECKPOINT = "-checkpoint.ipynb"
_PROBLEMS_SHOWN = 3


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
    name, files = _beside_notebook(unpacked.files)
    notebook = read_notebook(files[name])
    _refuse_other_language(notebook)
    refuse_oversize(notebook, limits)
    cells = code_cells(notebook)
    modules = _modules(files)
    _refuse_without_code(cells, modules, limits)
    found = definitions(cells, modules=modules)
    _refuse_missing_side_file(found, project, files)
    notes = [*unpacked.notes, *_problem_notes(found, project, modules)]
    _refuse_untouched(notebook, modules, found, project)
    _refuse_other_project(found, project, all_projects)
    refuse_unsupported(cells, project.unsupported)
    refuse_blank(project.defines, found, modules)
    if not found.blocks and found.problems:
        raise _nothing_parses(found.problems[0])
    edition = edition_of(found, project)
    if edition is None:
        raise _no_edition(project)
    return Intake(name, files, edition, tuple(notes), found, notebook)


def _beside_notebook(files: Mapping[str, bytes]) -> tuple[str, dict[str, bytes]]:
    """The only notebook, and the files in its folder by their paths relative to it."""
    found = [path for path in files if suffix(path) == ".ipynb"]
    if len(found) > 1:
        found = [path for path in found if not path.endswith(_CHECKPOINT)] or found
    if not found:
        raise Refusal(
            "no_notebook",
            en="There is no notebook among the files. Add your .ipynb file and upload"
            " again.",
            ja="ノートブックが見つかりません。.ipynb ファイルを加えて、もう一度"
            "アップロードしてください。",
        )
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
        if path.startswith(prefix) and (path == found[0] or suffix(path) != ".ipynb")
    }
    return name, kept


def _refuse_other_language(notebook: nbformat.NotebookNode) -> None:
    kernel = notebook["metadata"].get("kernelspec", {})
    language = kernel.get("language", "python")
    if language.lower() not in ("python", ""):
        raise Refusal(
            "not_python",
            en=f"This notebook is written for {quoted(language)}. The projects are in"
            " Python: choose a Python kernel, save, and upload again.",
            ja=f"このノートブックは {quoted(language)} 用です。プロジェクトは Python で書きます。"
            "Python のカーネルを選んで保存し、もう一度アップロードしてください。",
        )


def _modules(files: Mapping[str, bytes]) -> dict[str, str]:
    """The .py files beside the notebook, by module name."""
    modules: dict[str, str] = {}
    for path, data in files.items():
        if suffix(path) != ".py" or "/" in path:
            continue
        try:
            modules[path.removesuffix(".py")] = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Refusal(
                "module_not_utf8",
                en=f"“{quoted(path)}” is not UTF-8 text. Open it in your editor, save"
                " it as UTF-8, and upload it again.",
                ja=f"「{quoted(path)}」は UTF-8 ではありません。エディタで開いて UTF-8 で保存し、"
                "もう一度アップロードしてください。",
            ) from None
    return modules


def _refuse_without_code(
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
    statements, problems = parse_cells(cells)
    if not problems and all(_is_magic_only(s.source) for s in statements):
        raise Refusal(
            "no_code",
            en="This notebook holds no Python code: only text, comments or empty cells."
            " Check that you saved your work, and upload the notebook you worked in.",
            ja="このノートブックには Python のコードがありません（文章、コメント、空のセルだけ"
            "です）。保存し忘れがないか確かめ、作業したノートブックをアップロードしてください。",
        )


def _is_magic_only(source: str) -> bool:
    return source == "pass"


def _refuse_missing_side_file(
    found: Definitions, project: NotebookSignature, files: Mapping[str, bytes]
) -> None:
    for name in project.side_files:
        if name.removesuffix(".py") in found.imports and name not in files:
            raise Refusal(
                "side_file_missing",
                en=f"The notebook imports from {name}, but that file was not uploaded."
                " Upload both together, or as one zip.",
                ja=f"ノートブックは {name} を読み込みますが、そのファイルがありません。"
                "両方を一緒に、または 1 つの zip にしてアップロードしてください。",
            )


def _problem_notes(
    found: Definitions, project: NotebookSignature, modules: Mapping[str, str]
) -> list[Text]:
    """Notes on cells that are no Python. Raises Refusal for a side file that is none."""
    notes: list[Text] = []
    for problem in found.problems:
        name = problem.file
        if name and name.removesuffix(".py") in found.imports:
            raise Refusal(
                "module_syntax_error",
                en=f"“{quoted(name)}” does not read as Python at line {problem.line}:"
                f" {problem.message}. Correct it, run the notebook, and upload again.",
                ja=f"「{quoted(name)}」の {problem.line} 行目が Python として読めません"
                f"（{problem.message}）。直してノートブックを実行し、もう一度"
                "アップロードしてください。",
            )
        place_en = f"{name}, " if name else f"Cell {problem.cell}, "
        place_ja = f"{name} の " if name else f"セル {problem.cell} の "
        notes.append(
            {
                "en": f"{place_en}line {problem.line} does not read as Python:"
                f" {problem.message}. It is left out of the checks.",
                "ja": f"{place_ja}{problem.line} 行目が Python として読めないため、"
                f"チェックの対象から外します（{problem.message}）。",
            }
        )
    return notes[:_PROBLEMS_SHOWN]


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


def _refuse_other_project(
    found: Definitions,
    project: NotebookSignature,
    all_projects: Sequence[NotebookSignature],
) -> None:
    slug = recognise(found, [project, *(p for p in all_projects if p != project)])
    if slug == project.slug:
        return
    title = project.title
    other = next((p.title for p in all_projects if p.slug == slug), None)
    if other is not None:
        raise Refusal(
            "another_project",
            en=f"This looks like the notebook of “{other['en']}”, not of"
            f" “{title['en']}”. Upload it on that project's page, or pick the right"
            " file.",
            ja=f"これは「{_ja(title)}」ではなく「{_ja(other)}」のノートブックのようです。"
            "そのプロジェクトのページでアップロードするか、ファイルを選び直してください。",
        )
    if found.problems and not found.blocks:
        raise _nothing_parses(found.problems[0])
    names = ", ".join(project.defines) or ", ".join(project.imports)
    raise Refusal(
        "unrecognised",
        en=f"This does not look like the notebook of “{title['en']}”: none of these is"
        f" defined in it: {names}. Check that you picked the right file.",
        ja=f"「{_ja(title)}」のノートブックではないようです。次のどれも定義されていません："
        f"{names}。ファイルを確かめてください。",
    )


def _ja(text: Text) -> str:
    return text.get("ja", text["en"])


def _nothing_parses(problem: Problem) -> Refusal:
    return Refusal(
        "nothing_parses",
        en="None of the code reads as Python. The first place is cell"
        f" {problem.cell}, line {problem.line}: {problem.message}. Correct it, run the"
        " notebook, save, and upload again.",
        ja="Python として読めるコードがありません。最初の箇所はセル"
        f" {problem.cell} の {problem.line} 行目です（{problem.message}）。直して実行、"
        "保存し、もう一度アップロードしてください。",
    )


def _no_edition(project: NotebookSignature) -> Refusal:
    marks = [", ".join((*e.assigns, *e.imports)) for e in project.editions]
    return Refusal(
        "no_edition",
        en="The notebook could not be matched to an edition of this project. It should"
        f" assign or import, at the top level, one of: {'; '.join(marks)}.",
        ja="ノートブックがこのプロジェクトのどの版にあたるか判別できません。トップレベルで、"
        f"次のいずれかを代入または import してください：{'；'.join(marks)}。",
    )
