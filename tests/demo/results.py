"""A good result for the page of each project, taken from the demo's records.

    python -m tests.demo.results

writes `workers/packs/SLUG/result/` anew: exhibits as `protocol.exhibits` lays them out, and their pictures.
"""

import base64
import io
import json
import re
import shutil
from typing import Any

from PIL import Image

from projects.operations.demo.records import FOLDER, RECORD
from protocol.artifacts import EXECUTED, picture_name
from protocol.exhibits import EXHIBITS
from tests.packs.exemplars import BUILT_IN_PACKS

LINES = 9  # of a script
ROWS = 4  # of a table
PLOT_WIDTH = 720

# The record of each project's result, and titles of its exhibits (None: the notebook's last picture).
RESULTS: dict[str, tuple[str, tuple[str | None, ...]]] = {
    "first-neural-network": ("passing/vectorised-batch", (None,)),
    "image-classification": ("passing/first-steps", ("Which classes it confuses",)),
    "generate-tv-scripts": ("passing/layers", ("A script by the trained network",)),
    "translate-a-language": (
        "passing/lstm-with-attention",
        (
            "Translations of sentences it has not seen",
            "Where it looks while it writes: 1",
        ),
    ),
    "generate-faces": ("passing/starter-filled-in", ("Faces through training",)),
}
PLOT = {
    "kind": "pictures",
    "title": {"en": "Riders and predictions", "ja": "利用者数と予測"},
    "note": None,
}
PLOT_CAPTION = {
    "en": "The last three weeks of the year, which the network has never seen",
    "ja": "ネットワークが見たことのない、年末の3週間",
}


def main() -> None:
    for slug, (work, titles) in RESULTS.items():
        record = FOLDER / slug / work
        target = BUILT_IN_PACKS / slug / "result"
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        steps = json.loads((record / RECORD).read_text("utf-8"))["steps"]
        there = {e["title"]["en"]: e for e in steps[-1]["figures"].get(EXHIBITS, ())}
        exhibits = []
        for title in titles:
            if title is None:
                exhibits.append(_plot((record / EXECUTED).read_bytes(), target))
                continue
            exhibits.append(_shortened(there[title]))
            for picture in exhibits[-1].get("pictures", ()):
                shutil.copy(record / picture["file"], target / picture["file"])
        text = json.dumps(exhibits, ensure_ascii=False, indent=1)
        (target / "exhibits.json").write_text(text + "\n", "utf-8")


def _shortened(exhibit: dict[str, Any]) -> dict[str, Any]:
    """So that the brief is not far below; and one of several does not tell its number."""
    title = {
        language: re.sub(r"\s*[:：]\s*\d+$", "", words)
        for language, words in exhibit["title"].items()
    }
    exhibit = exhibit | {"title": title}
    match exhibit["kind"]:
        case "passage":
            lines = exhibit["text"].splitlines()[:LINES]
            return exhibit | {"text": "\n".join(lines)}
        case "table":
            return exhibit | {"rows": exhibit["rows"][:ROWS]}
        case "pictures":
            return exhibit | {"pictures": exhibit["pictures"][-2:]}
        case _:
            return exhibit


def _plot(notebook: bytes, target: Any) -> dict[str, Any]:
    outputs = [
        output["data"]["image/png"]
        for cell in json.loads(notebook)["cells"]
        for output in cell.get("outputs", ())
        if "image/png" in output.get("data", {})
    ]
    plot = Image.open(io.BytesIO(base64.b64decode(outputs[-1]))).convert("RGB")
    height = round(plot.height * PLOT_WIDTH / plot.width)
    small = plot.resize((PLOT_WIDTH, height), Image.Resampling.LANCZOS)
    name = picture_name(1)
    small.quantize(64).save(target / name, optimize=True)
    shown = {"file": name, "width": PLOT_WIDTH, "height": height}
    return PLOT | {"pictures": [{"caption": PLOT_CAPTION, **shown}]}


if __name__ == "__main__":
    main()
