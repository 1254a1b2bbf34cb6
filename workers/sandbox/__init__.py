"""A Jupyter kernel that sees nothing but its runtime, its inputs and its scratch."""
