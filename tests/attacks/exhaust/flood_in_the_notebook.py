"""
tries = "Shows a flood of text, tables and raw messages while the notebook itself runs"
expect = "What a notebook shows is counted, and cut"
proof = "harmful"
runs = ["train"]
limits = {wall_s = 10, output_kb = 64, rich_mb = 4}
"""

from IPython import get_ipython
from IPython.display import display


def attack(targets):
    kernel = get_ipython().kernel
    text = "x" * 1_000_000
    for number in range(60):
        print(text)
        display({"text/html": text}, raw=True)
        kernel.session.send(
            kernel.iopub_socket,
            "stream",
            {"name": "stdout", "text": text},
            parent=kernel.get_parent(),
        )
    return ""
