"""Exhibits as JSON, with their pictures as files of the run; and back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from protocol.artifacts import picture_name
from protocol.exhibits import (
    Exhibit,
    Matrix,
    Measure,
    Measures,
    Passage,
    Picture,
    Pictures,
    Table,
)

MOST_PICTURES = 64  # of one training


def laid_out(
    exhibits: Sequence[Exhibit],
) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """The exhibits as JSON, with pictures replaced by file names, and the PNG files by name."""
    files: dict[str, bytes] = {}
    data = []
    for exhibit in exhibits:
        row = asdict(exhibit)
        if isinstance(exhibit, Pictures):
            room = MOST_PICTURES - len(files)
            row["pictures"] = [_stored(one, files) for one in exhibit.pictures[:room]]
        data.append(row)
    return data, files


def _stored(picture: Picture, files: dict[str, bytes]) -> dict[str, Any]:
    name = picture_name(len(files) + 1)
    files[name] = picture.png
    row = asdict(picture)
    del row["png"]
    return {**row, "file": name}


def parse(data: Mapping[str, Any]) -> Exhibit | None:
    """Reads an exhibit; None if its kind is not known. Raises KeyError or TypeError."""
    maker = _PARSERS.get(str(data.get("kind", "")))
    return maker(data) if maker is not None else None


def _measures(data: Mapping[str, Any]) -> Measures:
    return Measures(**{**data, "rows": [Measure(**row) for row in data["rows"]]})


def _pictures(data: Mapping[str, Any]) -> Pictures:
    pictures = [Picture(**picture) for picture in data["pictures"]]
    return Pictures(**{**data, "pictures": pictures})


_PARSERS: Mapping[str, Callable[[Mapping[str, Any]], Exhibit]] = {
    "measures": _measures,
    "matrix": lambda data: Matrix(**data),
    "table": lambda data: Table(**data),
    "passage": lambda data: Passage(**data),
    "pictures": _pictures,
}
