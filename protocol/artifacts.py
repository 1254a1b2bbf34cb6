"""Names of the files that a run leaves behind; what serves them knows no others."""

import re

EXECUTED = "executed.ipynb"  # the notebook as it was run from the top

_PICTURE = re.compile(r"picture-([1-9][0-9]{0,3})\.png")


def picture_name(number: int) -> str:
    """Of the picture with this number, from 1, among those that a training shows."""
    return f"picture-{number}.png"


def picture_number(name: str) -> int | None:
    """None for a name that `picture_name` has not given."""
    found = _PICTURE.fullmatch(name)
    return int(found[1]) if found else None
