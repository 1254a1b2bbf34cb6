"""Grades a folder of past submissions and compares the verdicts with what is known of them."""
