"""
tries = "Hands in 24 MB of lines with an emoji in each, so that each character takes four bytes"
expect = "It is written out before it is read, and nothing of the outputs is copied"
proof = "harmful"
runs = ["intake", "examine"]
"""

import io, json, zipfile


def upload():
    shown = {"name": "stdout", "text": "@", "output_type": "stream"}
    cell = {
        "cell_type": "code",
        "source": "import ctypes\n\ndef double(x):\n    return -x",
    }
    notebook = {"nbformat": 4, "cells": [{**cell, "outputs": [shown]}]}
    lines = "[" + ('"' + "a" * 1000 + '\N{GRINNING FACE}\\n",') * 24_000 + '""]'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("attack.ipynb", json.dumps(notebook).replace('"@"', lines))
    return buffer.getvalue()
