"""Notebooks as data: unpacking, reading, understanding and showing them.

Pure: imports neither Django nor the grader, and runs no student code.
"""
