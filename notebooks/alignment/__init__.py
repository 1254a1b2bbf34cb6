"""Tells what changed between two versions of a notebook: cell by cell, line by line, word by word.

Its work and its memory are bounded for any input, in steps and not in seconds, so that the same
two files always give the same answer.
"""
