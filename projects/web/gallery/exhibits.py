"""What a training may show, made up: every kind, with the unruly content of real models."""

import base64
import random
import struct
import zlib
from collections.abc import Mapping
from typing import Any

from projects.web.parts.exhibits import ShownExhibit, laid_out
from protocol.artifacts import picture_name

CLASSES = (
    *("airplane", "automobile", "bird", "cat", "deer"),
    *("dog", "frog", "horse", "ship", "truck"),
)
ENGLISH = ("new", "jersey", "is", "sometimes", "quiet", "<EOS>")
FRENCH = ("new", "jersey", "est", "parfois", "calme", "<EOS>")
SIZES = (32, 28, 224)


def samples() -> list[ShownExhibit]:
    pictures = {number: _picture(size) for number, size in enumerate(SIZES, 1)}
    plain = [_measures(), _confusion(), _attention(), _table(), _passage(), _pictures()]
    return laid_out(plain, lambda number: pictures[number])


def _text(en: str, ja: str) -> Mapping[str, str]:
    return {"en": en, "ja": ja}


def _measures() -> dict[str, Any]:
    return {
        "kind": "measures",
        "title": _text("The faces in numbers", "顔画像の計測値"),
        "rows": [
            {
                "label": _text("Diversity", "多様性"),
                "value": "0.71",
                "meaning": _text("Real faces: 0.80 to 0.90", "実画像は0.80〜0.90"),
                "doubtful": True,
            },
            {
                "label": _text("Nearest training picture", "最も近い訓練画像との距離"),
                "value": "12.4",
                "meaning": _text("Below 3 they would be copies", "3未満なら丸写しです"),
            },
            {"label": _text("Epochs", "エポック数"), "value": "2"},
        ],
    }


def _confusion() -> dict[str, Any]:
    chance = random.Random(2)  # noqa: S311 - a picture's noise
    values = [
        [
            chance.randrange(40, 90) if row == column else chance.randrange(9)
            for column in CLASSES
        ]
        for row in CLASSES
    ]
    values[3] = [0, 0, 2, 41, 3, 44, 8, 2, 0, 0]
    return {
        "kind": "matrix",
        "title": _text("What was taken for what", "混同行列"),
        "row_label": _text("True class", "正解のクラス"),
        "column_label": _text("Predicted class", "予測したクラス"),
        "rows": CLASSES,
        "columns": CLASSES,
        "values": values,
        "note": _text(
            "Cats are often taken for dogs.", "猫が犬とよく間違われています。"
        ),
    }


def _attention() -> dict[str, Any]:
    chance = random.Random(3)  # noqa: S311 - a picture's noise
    values: list[list[float | None]] = []
    for row in range(len(FRENCH)):
        weights = [
            4.0 ** -abs(row - place) * (0.5 + chance.random())
            for place in range(len(ENGLISH))
        ]
        values.append([weight / sum(weights) for weight in weights])
    values[-1][0] = None
    return {
        "kind": "matrix",
        "title": _text("Where the decoder looked", "デコーダーの注目先"),
        "row_label": _text("Written word", "出力した単語"),
        "column_label": _text("Word that was read", "読んだ単語"),
        "rows": FRENCH,
        "columns": ENGLISH,
        "values": values,
    }


def _table() -> dict[str, Any]:
    english = "new jersey is sometimes quiet during autumn , and it is snowy in april ."
    french = (
        "new jersey est parfois calme pendant l' automne , et il est neigeux en avril ."
    )
    rows = [[english, french, french], ["<b>hello</b>", "bonjour", "x" * 90]]
    return {
        "kind": "table",
        "title": _text("Translations", "翻訳の例"),
        "columns": [
            _text("English", "英語"),
            _text("Your model", "あなたのモデル"),
            _text("Reference", "正解"),
        ],
        "rows": rows * 40,
        "note": _text("Drawn at random.", "無作為に選びました。"),
    }


def _passage() -> dict[str, Any]:
    lines = (
        "moe_szyslak: (laughing) what's the matter, homer?\nhomer_simpson: d'oh!\n\n"
    )
    return {
        "kind": "passage",
        "title": _text("A script that the model wrote", "モデルが書いた脚本"),
        "text": lines * 12,
        "note": _text(
            "From the word “moe_szyslak”.", "「moe_szyslak」から始めました。"
        ),
    }


def _pictures() -> dict[str, Any]:
    captions = (
        _text("cat, taken for a dog", "猫を犬と予測"),
        _text("A four, in grey", "グレーの「4」"),
        _text("After 300 steps", "300ステップ後"),
    )
    return {
        "kind": "pictures",
        "title": _text("Pictures", "画像"),
        "pictures": [
            {
                "file": picture_name(number),
                "caption": caption,
                "width": size,
                "height": size,
            }
            for number, (size, caption) in enumerate(
                zip(SIZES, captions, strict=True), 1
            )
        ],
    }


def _picture(size: int) -> str:
    """A PNG in grey as a `data:` address."""
    rows = b"".join(
        b"\0" + bytes((x * y * 37) % 256 for x in range(size)) for y in range(size)
    )
    header = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body))
        + kind
        + body
        + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"
