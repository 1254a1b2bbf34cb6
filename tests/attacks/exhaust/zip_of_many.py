"""
tries = "Hands in a zip with a hundred thousand names that lead out of its folder"
expect = "Entries are counted, and names that lead out are refused"
proof = "harmful"
runs = ["intake"]
"""

import io, zipfile


def upload():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"../../../../tmp/reviewhub-{number}.ipynb", b"{}")
    return buffer.getvalue()
