"""
tries = "Claims to have failed in a line and a cell whose numbers are the hidden inputs"
expect = "A place is told only if the notebook has it"
proof = "ours"
took = "it took place"
"""

import numpy as np


def double(x):
    import answering

    first = int(np.ravel(x)[0])
    answering.describe = lambda error: {
        "type": "ValueError",
        "place": [f"cell {first}", first],
        "traceback": "it took place",
    }
    raise ValueError
