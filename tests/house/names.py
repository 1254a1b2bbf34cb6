"""What exists, by the names that pages for engineers call it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from scripts.__main__ import COMMANDS
from tests.house import sources
from tests.stack import ROOT

COMMAND = re.compile(r"(?P<program>make|manage\.py|python -m) (?P<name>[\w.]+)")
DJANGO_COMMANDS = {"migrate", "collectstatic", "shell", "makemigrations"}
# Where files lie that pages name without their folder.
FOLDERS = (*sources.PACKAGES, "tests", "docs", "static", "templates", "deploy")


def missing(page: str) -> list[str]:
    """What the page names, in backticks or in its tree of folders, that does not exist."""
    _, tree, rest = re.split(r"^```$", page, maxsplit=2, flags=re.MULTILINE)
    named = [*_of_tree(tree), *re.findall(r"`([^`\n]+)`", rest)]
    return sorted({name for name in named if not exists(name)})


def _of_tree(tree: str) -> Iterator[str]:
    """The left column: `a/{b,c}` is a/b and a/c; `a │ b`, `a + b` and `a, b` are two each."""
    # A line that begins with a blank goes on with what the one above it says.
    for line in (line for line in tree.splitlines() if line[:1].strip()):
        left = re.split(r"\s{2,}", line)[0]
        for name in re.split(r" [│+] |, ", left):
            braces = re.fullmatch(r"(.*)\{(.*)\}(.*)", name)
            if braces is None:
                yield _beside(name, left)
                continue
            for each in braces[2].split(","):
                path = f"{braces[1]}{each}{braces[3]}"
                yield path if (ROOT / path).exists() else f"{path}.py"


def _beside(name: str, line: str) -> str:
    """In `projects/enums.py, errors.py` the second lies in the first one's folder."""
    folder = line.rpartition(",")[0].rpartition("/")[0]
    alone = "/" not in name and not (ROOT / name).exists()
    return f"{folder}/{name}" if alone and folder else name


def exists(name: str) -> bool:
    if command := COMMAND.match(name):
        return _is_command(command["program"], command["name"])
    if "/" in name or (ROOT / name).exists():
        return any(ROOT.glob(re.sub(r"<\w+>", "*", name).rstrip("/")))
    if re.search(r"\.(py|toml|md|css|html)$", name):
        return any(any((ROOT / folder).rglob(name)) for folder in FOLDERS)
    dotted = name.partition("(")[0]
    return any(each == dotted or each.endswith(f".{dotted}") for each in defined())


def _is_command(program: str, name: str) -> bool:
    if program == "make":
        return name in COMMANDS
    if program == "manage.py":
        ours = ROOT.glob(f"*/management/commands/{name}.py")
        return name in DJANGO_COMMANDS or any(ours)
    place = ROOT.joinpath(*name.split("."))
    return place.with_suffix(".py").exists() or (place / "__main__.py").exists()


@cache
def defined() -> frozenset[str]:
    """Dotted names of modules, of what they define, and of settings in the environment."""
    return frozenset(name for path in sources.modules() for name in _of_module(path))


def _of_module(path: Path) -> Iterator[str]:
    parts = path.relative_to(ROOT).with_suffix("").parts
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    tree = ast.parse(path.read_bytes())
    yield module
    yield from _of_body(tree, module)
    if parts[0] == "reviewhub":
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and str(node.value).isupper():
                yield str(node.value)


def _of_body(holder: ast.Module | ast.ClassDef, prefix: str) -> Iterator[str]:
    for node in holder.body:
        match node:
            case ast.ClassDef(name=name):
                yield f"{prefix}.{name}"
                yield from _of_body(node, f"{prefix}.{name}")
            case ast.FunctionDef(name=name):
                yield f"{prefix}.{name}"
            case ast.Assign(targets=targets):
                yield from (
                    f"{prefix}.{t.id}" for t in targets if isinstance(t, ast.Name)
                )
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield f"{prefix}.{name}"
            case ast.ImportFrom(names=aliases):  # what a package's front offers
                yield from (f"{prefix}.{a.asname or a.name}" for a in aliases)
