"""
tries = "Hands in a zip of kilobytes that unpacks to gigabytes"
expect = "Sizes are counted while unpacking, and the upload is refused with a sentence"
proof = "harmful"
runs = ["intake"]
"""

import io, zipfile


def upload():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        with archive.open("attack.ipynb", "w", force_zip64=True) as file:
            for _ in range(512):
                file.write(bytes(1 << 20))
    return buffer.getvalue()
