"""What a sandboxed kernel sends while the notebook runs: read, checked, and only then believed."""
