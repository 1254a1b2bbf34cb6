"""Runs a Jupyter kernel in a sandbox with only its runtime, its inputs and scratch folders."""
