"""What the code must keep to as a whole: sizes, the map, no dead code."""
