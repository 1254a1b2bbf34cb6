"""
tries = "Answers with a pickle that runs code where it is opened"
expect = "Nothing is ever unpickled; arrays of objects are refused"
proof = "naive"
style = "pickle"
"""

import base64
import io
import os
import pickle
import numpy as np


class Opened:
    def __reduce__(self):
        return (os.mknod, (TARGETS["mark"],))


class Installed:
    try:
        import answering

        array = np.empty(1, object)
        array[0] = Opened()
        file = io.BytesIO()
        np.save(file, array, allow_pickle=True)
        text = base64.b64encode(file.getvalue()).decode()
        answering.encode = lambda value, depth: {"npy": Installed.text}
    except ImportError:
        pass


def double(x):
    return Opened()
