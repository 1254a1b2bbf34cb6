"""What a project's notebooks are recognised by, as a pack declares it."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from typing import Any

from notebooks.frameworks import Framework
from notebooks.refusals import Text


@dataclass(frozen=True)
class Edition:
    """An edition, recognised if all its `assigns` and `imports` are found; without any, always.

    Of several, the one counts whose `parameters` the project's own functions and classes take.
    """

    slug: str
    assigns: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotebookSignature:
    """What identifies a project's notebooks: definitions, imports, the starter's text."""

    slug: str
    title: Text
    defines: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    editions: tuple[Edition, ...] = ()  # the most specific first
    starter_fingerprints: AbstractSet[str] = (
        frozenset()
    )  # of notebooks and of .py files
    side_files: tuple[str, ...] = ()  # such as "my_answers.py"
    unsupported: tuple[Framework, ...] = ()

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> "NotebookSignature":
        """Reads it from JSON; only slug and title are required."""
        editions = (
            Edition(
                one["slug"],
                tuple(one.get("assigns", ())),
                tuple(one.get("imports", ())),
                tuple(one.get("parameters", ())),
            )
            for one in data.get("editions", ())
        )
        return cls(
            slug=data["slug"],
            title=data["title"],
            defines=tuple(data.get("defines", ())),
            imports=tuple(data.get("imports", ())),
            editions=tuple(editions),
            starter_fingerprints=frozenset(data.get("starter_fingerprints", ())),
            side_files=tuple(data.get("side_files", ())),
            unsupported=tuple(map(Framework.parse, data.get("unsupported", ()))),
        )

    def as_json(self) -> dict[str, Any]:
        fingerprints = sorted(self.starter_fingerprints)
        return {**asdict(self), "starter_fingerprints": fingerprints}
