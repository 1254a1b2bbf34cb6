"""Samples with which the isolated process warms up: they touch all that jobs import late."""

import json
from dataclasses import fields
from typing import Any

from notebooks.alignment.labels import DifferenceLabels
from notebooks.labels import Labels, Plural


def sample_words(kind: type[Labels] | type[DifferenceLabels]) -> dict[str, Any]:
    return {
        word.name: Plural("", "") if word.type is Plural else ""
        for word in fields(kind)
        if word.name != "unshown"
    }


def sample_notebook() -> bytes:
    html = {"text/html": "<table><tr><td><b>1</b></td></tr></table>"}
    drawing = {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'><g/></svg>"}
    outputs: list[dict[str, Any]] = [
        {"output_type": "display_data", "data": drawing},
        {"output_type": "stream", "name": "stdout", "text": "\x1b[31m1\x1b[0m\r2"},
        {"output_type": "display_data", "data": html},
    ]
    source = (
        "import numpy as np\n%time\nclass A:\n    x = 1.5 + 2\n    def f(self): ..."
    )
    text = "# a `b` $c$\n\n|d|\n|-|\n|e|\n\n\\begin{align}f\\end{align}\n\n![g](h)&amp;"
    cells = [
        {"cell_type": "code", "source": source, "outputs": outputs},
        {"cell_type": "code", "source": "def g(:", "outputs": []},
        {"cell_type": "markdown", "source": text},
    ]
    return json.dumps({"nbformat": 4, "cells": cells}).encode()
