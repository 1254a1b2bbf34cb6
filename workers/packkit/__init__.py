"""Code shared by the project packs."""
