"""Runs the attack corpus against this machine's sandbox, through the real pipeline."""
