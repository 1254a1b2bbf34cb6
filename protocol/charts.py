"""A pack's declaration of the curves and figures that the site shows of a training.

In `pack.toml`: `[[curves]]` with `[[curves.series]]` and `[[curves.limits]]`, and `[[figures]]`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from protocol.texts import Text


@dataclass(frozen=True)
class Series:
    """One line of a chart: all points with this name (`protocol.progress.CurvePoint`)."""

    name: str
    label: Text


@dataclass(frozen=True)
class Limit:
    """A limit drawn in a chart: the step's figure of this name, as soon as it is known."""

    figure: str
    label: Text


@dataclass(frozen=True)
class Curve:
    """One chart. It is shown once any of its series has a point."""

    slug: str
    title: Text
    caption: Text
    x_label: Text
    y_label: Text
    series: tuple[Series, ...]
    limits: tuple[Limit, ...] = ()

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> "Curve":
        """Reads a declaration. Raises KeyError or TypeError for missing or unknown keys."""
        rest = {name: value for name, value in data.items() if name not in _ROWS}
        return cls(
            **rest,
            series=tuple(Series(**row) for row in data["series"]),
            limits=tuple(Limit(**row) for row in data.get("limits", ())),
        )


_ROWS = frozenset({"series", "limits"})


@dataclass(frozen=True)
class Figure:
    """A number among a step's figures that the student sees, with its decimals."""

    name: str
    label: Text
    digits: int = 3


@dataclass(frozen=True)
class Presentation:
    """All curves and figures shown of a project's runs."""

    curves: tuple[Curve, ...] = ()
    figures: tuple[Figure, ...] = ()

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> "Presentation":
        return cls(
            curves=tuple(Curve.parse(row) for row in data.get("curves", ())),
            figures=tuple(Figure(**row) for row in data.get("figures", ())),
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
