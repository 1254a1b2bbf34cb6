"""Compares the code of two works, as MOSS does (Schleimer, Wilkerson, Aiken 2003).

The syntax tree of the code becomes a row of tokens without the author's own names, the row becomes
fingerprints, and what two works share of them tells how much code they have in common.
"""
