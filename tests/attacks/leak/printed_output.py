"""
tries = "Prints the hidden inputs on every stream that Python has"
expect = "What is printed while checks run is shown to nobody"
proof = "naive"
style = "log"
"""

import logging, sys, warnings


def double(x):
    print("inputs:", x)
    print("inputs:", x, file=sys.stderr)
    sys.__stdout__.write(f"inputs: {x}\n")
    logging.getLogger().error("inputs: %s", x)
    warnings.warn(f"inputs: {x}")
    return 0
