"""Names of the files that a run stores. Files of other names are not served."""

import re

EXECUTED = "executed.ipynb"  # the notebook with the outputs of its run from the top

_PICTURE = re.compile(r"picture-([1-9][0-9]{0,3})\.png")


def picture_name(number: int) -> str:
    """The file name of a training's picture; pictures are counted from 1."""
    return f"picture-{number}.png"


def picture_number(name: str) -> int | None:
    """The number in a name made by `picture_name`; None for any other name."""
    found = _PICTURE.fullmatch(name)
    return int(found[1]) if found else None
