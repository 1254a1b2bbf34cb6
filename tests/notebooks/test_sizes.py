"""Notebooks that are too large to be shown whole."""

import pytest

from notebooks.limits import IntakeLimits
from notebooks.refusals import Refusal
from notebooks.sizes import refuse_oversize
from tests.notebooks.building import code, notebook, words

LIMITS = IntakeLimits(cells=2, cell_lines=3, source_bytes=20)
PASTED = words("x" * 4, attachments={"a.png": {"image/png": "y" * 8}})
PRINTED = code("x", {"output_type": "stream", "name": "stdout", "text": "z" * 99})


@pytest.mark.parametrize(
    "cells",
    [(code("x"), words("y")), (code("a\nb\nc"),), (PASTED, words("x" * 8)), (PRINTED,)],
)
def test_what_just_fits_and_any_output_is_let_through(cells):
    refuse_oversize(notebook(*cells), LIMITS)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ((code("x"),) * 3, "too_many_cells: This notebook has 3 cells; 2 are"),
        ((code("x"), words("a\nb\nc\n")), "cell_too_long: Cell 2 has 4 lines; 3 are"),
        ((PASTED, words("x" * 9)), "too_large_without_outputs"),
        ((words("x" * 10), words("x" * 11)), "too_large_without_outputs"),
    ],
)
def test_one_more_is_refused_with_the_limit(cells, why):
    with pytest.raises(Refusal, match=why):
        refuse_oversize(notebook(*cells), LIMITS)
