"""Reads of who needs help: the rules, whom they find, the list."""
