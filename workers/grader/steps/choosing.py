"""Chooses the runtime of a step: that of the notebook's edition, if the notebook is of that time.

A notebook records the Python that saved it. One that an old Python saved runs with the libraries
that its author had; anything newer, or unknown, runs with today's (docs/decisions/0042).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from notebooks.refusals import Refusal
from protocol.steps import Incident
from protocol.texts import Text
from workers.environments.environments import (
    Declaration,
    Runtime,
    declarations,
    find_runtime,
)
from workers.packkit.pack import Pack

VERSION = re.compile(r"(\d{1,3})\.(\d{1,3})(?:\.|$)")
NEVER = (0, 0)

Version = tuple[int, int]


@dataclass(frozen=True)
class Chosen:
    runtime: Runtime
    notes: tuple[Text, ...] = ()  # that another one was wanted


def runtime_for(pack: Pack, edition: str, notebook: NotebookNode | Refusal) -> Chosen:
    """The runtime in which a notebook of this edition is checked, trained and run.

    Raises Incident if there is none at all.
    """
    saved = "" if isinstance(notebook, Refusal) else saved_by(notebook)
    wanted = [*_of_its_time(pack, edition, saved)]
    for declaration in wanted:
        try:
            runtime = find_runtime(declaration.name)
        except Incident:  # the doctor's lines tell staff; the note tells the others
            continue
        if declaration is wanted[0]:
            return Chosen(runtime)
        return Chosen(runtime, (_instead(saved, wanted[0], runtime),))
    runtime = find_runtime(pack.runtime)
    notes = (_instead(saved, wanted[0], runtime),) if wanted else ()
    return Chosen(runtime, notes)


def saved_by(notebook: NotebookNode) -> str:
    """The version of Python that the notebook says it was last run with; "" if it says none."""
    said: Any = notebook
    for key in ("metadata", "language_info", "version"):
        said = said.get(key) if isinstance(said, dict) else None
    return said if isinstance(said, str) and _version(said) != NEVER else ""


def _of_its_time(pack: Pack, edition: str, saved: str) -> Iterator[Declaration]:
    """The edition's runtimes that are declared and that serve notebooks of this Python."""
    declared = declarations()
    for each in pack.editions:
        for name in each.runtimes if each.slug == edition and saved else ():
            found = declared.get(name)
            if found and _version(saved) <= _version(found.notebooks_until):
                yield found


def _version(text: str) -> Version:
    found = VERSION.match(text)
    return (int(found[1]), int(found[2])) if found else NEVER


def _instead(saved: str, wanted: Declaration, runtime: Runtime) -> Text:
    saved = ".".join(map(str, _version(saved)))
    libraries = ", ".join(pin.replace("==", " ") for pin in runtime.main)
    return {
        "en": f"This notebook was last saved with Python {saved}. Its environment"
        f" ({wanted.name}, Python {wanted.pythons[0]}) is not available here, so"
        f" everything ran with Python {runtime.python} ({libraries}). Code may stop"
        " there that worked when it was written.",
        "ja": f"このノートブックは Python {saved} で保存されています。当時の環境"
        f"（{wanted.name}、Python {wanted.pythons[0]}）がこの採点環境にないため、"
        f"Python {runtime.python}（{libraries}）で実行しました。"
        "作成時には動いたコードが、ここでは止まることがあります。",
    }
