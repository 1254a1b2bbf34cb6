"""What the places of a rendered file are called in addresses."""

FILE_ANCHOR = "file"
"""Of a text file: its line 3 is "file-line-3"."""


def anchor_of(cell: int) -> str:
    """Of a notebook's cell, from 1: line 5 of "cell-3" is "cell-3-line-5"."""
    return f"cell-{cell}"
