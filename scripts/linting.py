"""What `make lint` runs, packs included."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from scripts import commands, environment, say
from scripts.tools import prepare_python, tool

PACKAGES = ("reviewhub", "protocol", "projects", "workers", "notebooks", "scripts")
PACKS = say.ROOT / "workers" / "packs"
# Pack modules are loaded by path under this name. mypy finds them through links of this name.
PACK_NAMESPACE = "workers_packs"


def _link_packs() -> tuple[Path, list[str]]:
    """Makes a folder in which every pack is a package of the name under which it is loaded."""
    links = say.ROOT / "var" / "lint"
    shutil.rmtree(links, ignore_errors=True)
    namespace = links / PACK_NAMESPACE
    namespace.mkdir(parents=True)
    modules = []
    for pack in sorted(PACKS.glob("*/pack.toml")):
        name = pack.parent.name.replace("-", "_")
        (namespace / name).mkdir()
        for part in (*pack.parent.glob("*.py"), pack.parent / "checks"):
            if part.exists():
                (namespace / name / part.name).symlink_to(part)
        modules += ["-p", f"{PACK_NAMESPACE}.{name}"]
    return links, modules


def _check_packs_types() -> None:
    links, modules = _link_packs()
    if not modules:
        say.note("no packs")
        return
    env = environment.environ() | {"MYPYPATH": f"{links}:{say.ROOT}"}
    commands.run(tool("mypy", *modules), env=env)


def lint_all(steps: say.Steps) -> None:
    checks: Sequence[tuple[str, list[str]]] = (
        ("ruff check", tool("ruff", "check", ".")),
        ("ruff format", tool("ruff", "format", "--check", ".")),
        ("import contracts", tool("lint-imports")),
        ("templates", tool("djlint", "templates", "--check", "--lint", "--quiet")),
        ("migrations", tool("python", "manage.py", "makemigrations", "--check")),
        ("dead code", tool("python", "-m", "tests.house.dead_code")),
    )
    env = environment.environ()
    # Without its cache mypy takes as long as all the others, which leave a processor to it.
    types = tool("mypy", *(f"-p{name}" for name in PACKAGES))
    with commands.in_background(types, env=env) as finish_types:
        for title, command in checks:
            with steps.step(title):
                commands.run(command, env=env)
        with steps.step("types, which are checked since the first of these"):
            finish_types()
    with steps.step("types in packs"):
        _check_packs_types()


def lint() -> int:
    steps = say.Steps(total=10)
    prepare_python(steps)
    lint_all(steps)
    return 0
