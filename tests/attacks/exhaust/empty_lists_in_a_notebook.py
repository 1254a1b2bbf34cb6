"""
tries = "Hands in a notebook with eight million empty lists in an output, which take 72 bytes each"
expect = "It is refused with a sentence, before its values are made"
proof = "harmful"
runs = ["intake"]
"""

import io, json, zipfile


def upload():
    shown = {"data": {"application/json": "@"}, "output_type": "display_data"}
    cell = {"cell_type": "code", "source": "def double(x):\n    return x"}
    notebook = {"nbformat": 4, "cells": [{**cell, "outputs": [shown]}]}
    lists = "[" + "[]," * 7_900_000 + "[]]"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("attack.ipynb", json.dumps(notebook).replace('"@"', lists))
    return buffer.getvalue()
