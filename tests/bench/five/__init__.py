"""The notebook that all three graders are given: five small NumPy functions."""
