"""
tries = "Raises an exception whose class is named after the hidden inputs"
expect = "Only names that Python knows are told"
proof = "naive"
style = "log"
"""


def double(x):
    name = f"Inputs: {x}"
    raise type(name, (ValueError,), {"__module__": "builtins", "__qualname__": name})()
