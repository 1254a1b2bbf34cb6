"""Unpacks, reads, analyses and renders notebooks as data.

It imports neither Django nor the grader, and runs no student's code.
"""
