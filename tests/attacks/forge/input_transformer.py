"""
tries = "Has IPython replace the source of every cell that follows by `pass`"
expect = "No check is a cell: checks run in another process"
proof = "naive"
style = "close"
"""

from IPython import get_ipython


class Installed:
    get_ipython().input_transformers_post.append(lambda lines: ["pass\n"])


def double(x):
    return 0
