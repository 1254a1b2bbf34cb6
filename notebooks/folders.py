"""Finds the folders of a zip that hold installed packages, caches or a repository's history."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from notebooks.file_kinds import NOTEBOOK, suffix
from notebooks.quoting import enumerated
from notebooks.refusals import Text

_ALWAYS = frozenset(
    {
        *("site-packages", "dist-packages", "node_modules", "bower_components"),
        *(".git", ".hg", ".svn", ".idea", ".vscode", ".vs", ".eggs"),
        *(".tox", ".nox", ".cache", ".mypy_cache", ".pytest_cache", ".ruff_cache"),
    }
)
_ENVIRONMENTS = frozenset({"venv", ".venv", "virtualenv", ".virtualenv"})
_ENVIRONMENT_FILE = "pyvenv.cfg"  # Python writes it into each environment that it makes
_CONDA_FOLDER = "conda-meta"
_PARTS = frozenset(
    {
        *("bin", "etc", "include", "lib", "lib64", "libs", "share", "man", "pkgs"),
        *("scripts", "dlls", "library", _CONDA_FOLDER, _ENVIRONMENT_FILE),
    }
)
"""What an environment consists of, in lower case."""

_DEEPEST = 12
_NAMED = 5


@dataclass(frozen=True)
class LeftOut:
    """The folders that are left out, each with the number of its files."""

    folders: Mapping[str, int]

    def holds(self, path: str) -> bool:
        return any(place in self.folders for place in (path, *_ancestors(path)))

    @property
    def names(self) -> list[str]:
        return list(self.folders)


def left_out(paths: Iterable[str]) -> LeftOut:
    """The outermost folders that nobody wrote for the project.

    Beside a notebook, only those parts of an environment are left out that tools put there.
    """
    files = [path for path in paths if not path.endswith("/")]
    environments = _environments(files)
    inhabited = {
        environment
        for path in files
        if suffix(path) == NOTEBOOK
        for environment in _ancestors(path)
        if environment in environments and not _is_part(path, environment)
    }
    found: Counter[str] = Counter()
    for path in files:
        folder = _outermost(path, environments, inhabited)
        if folder:
            found[folder] += 1
    return LeftOut(found)


def _environments(files: Sequence[str]) -> set[str]:
    """Folders that are an environment by their name or by what lies in them; "" is the top."""
    found = set()
    for path in files:
        for folder in _ancestors(path):
            if folder.rpartition("/")[2].casefold() in _ENVIRONMENTS:
                found.add(folder)
        parent, _, name = path.rpartition("/")
        if name.casefold() == _ENVIRONMENT_FILE:
            found.add(parent)
        above, _, last = parent.rpartition("/")
        if last == _CONDA_FOLDER:
            found.add(above)
    return found


def _outermost(path: str, environments: set[str], inhabited: set[str]) -> str:
    """The folder to leave out that holds the file; "" if there is none."""
    if "" in environments and _is_part(path, ""):
        return path.partition("/")[0]
    for folder in _ancestors(path):
        if folder.rpartition("/")[2].casefold() in _ALWAYS:
            return folder
        if folder in inhabited:
            if _is_part(path, folder):
                return f"{folder}/{_below(path, folder)}"
        elif folder in environments:
            return folder
    return ""


def _is_part(path: str, environment: str) -> bool:
    return _below(path, environment).casefold() in _PARTS


def _below(path: str, folder: str) -> str:
    inside = path.removeprefix(f"{folder}/") if folder else path
    return inside.partition("/")[0]


def _ancestors(path: str) -> list[str]:
    """The folders that the file lies in, the outermost first, as far as they matter."""
    parts = path.split("/", _DEEPEST)[:-1]
    return ["/".join(parts[: n + 1]) for n in range(len(parts))]


def note_on(found: LeftOut) -> Text:
    counted = [f"{name} ({number:,})" for name, number in found.folders.items()]
    named = enumerated(counted, _NAMED)
    return {
        "en": "Left out of the zip, with the number of their files, because they hold"
        f" installed packages, caches or a repository's history: {named}",
        "ja": "インストールされたパッケージ、キャッシュ、リポジトリの履歴のため、zip から"
        f"除いたフォルダ（かっこ内はファイル数）：{named}",
    }
