"""The anchors (fragments of addresses) of cells and lines in a rendered file."""

FILE_ANCHOR = "file"
"""The anchor of a text file; that of its line 3 is "file-line-3"."""


def anchor_of(cell: int) -> str:
    """The anchor of a notebook's cell, counted from 1; that of line 5 is "cell-3-line-5"."""
    return f"cell-{cell}"


def line_anchor(part: str, line: int) -> str:
    """`part` is the anchor of the cell or of the text file that the line is in."""
    return f"{part}-line-{line}"


def output_anchor(part: str, output: int) -> str:
    """Outputs are counted from 1, as the page shows them."""
    return f"{part}-output-{output}"
