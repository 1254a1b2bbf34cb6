"""
tries = "Hands in a notebook whose JSON is nested a hundred thousand deep"
expect = "It is refused with a sentence"
proof = "harmful"
runs = ["intake"]
"""

import io, zipfile


def upload():
    buffer = io.BytesIO()
    deep = '{"nbformat": 4, "cells": ' + "[" * 100_000 + "]" * 100_000 + "}"
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("attack.ipynb", deep)
    return buffer.getvalue()
