"""The exhibits of a training: sample grids over time, near copies and figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from workers_packs.generate_faces import measuring

from protocol.exhibits import Exhibit, Measure, Measures, Pictures
from protocol.texts import Text
from workers.packkit.checks import text
from workers.packkit.pictures import montage, picture

ROWS, COLUMNS = 5, 8  # of a grid
DOUBLES = 8  # painted images that are shown beside the nearest training image

FAR = 25.0  # calibrated warnings: see README.md
NARROW = 0.6
CLOSE = 0.6
D_WINS, G_LOSES = 0.1, 5.0

NAMES: Mapping[str, Text] = {
    "digits": text("Digits", ja="数字"),
    "faces": text("Faces", ja="顔"),
}


@dataclass(frozen=True)
class Look:
    step: int
    images: np.ndarray  # (n, 28, 28, channels) as painted, from the same z each time


@dataclass(frozen=True)
class Seen:
    looks: Sequence[Look]
    losses: np.ndarray  # (steps, 2): discriminator, generator
    real: np.ndarray  # uint8, never shown to the networks
    training: np.ndarray  # uint8
    numbers: Mapping[str, float | None]


def exhibits(found: Mapping[str, Seen]) -> list[Exhibit]:
    """Faces first: they are what the project is about."""
    order = sorted(found, reverse=True)
    shown: list[Exhibit] = [_growth(NAMES[kind], found[kind]) for kind in order]
    shown.append(_figures({kind: found[kind].numbers for kind in order}))
    faces = found["faces"]
    if np.isfinite(faces.looks[-1].images).all():
        shown.append(_doubles(faces))
    return shown


def _growth(name: Text, seen: Seen) -> Pictures:
    pictures = [
        picture(
            _grid(pixels(look.images[: ROWS * COLUMNS])),
            text(f"after {look.step} steps", ja=f"{look.step}ステップ後"),
        )
        for look in seen.looks
    ]
    real = _grid(seen.real[: ROWS * COLUMNS])
    pictures.append(picture(real, text("real, for comparison", ja="比較用の本物")))
    return Pictures(
        title=text(f"{name['en']} through training", ja=f"学習の経過：{name['ja']}"),
        pictures=pictures,
        note=text(
            "Each place in the grid is painted from the same random numbers every time.",
            ja="同じ位置の画像は、いつも同じ乱数から描かれています。",
        ),
    )


def _doubles(seen: Seen) -> Pictures:
    mine = pixels(seen.looks[-1].images[:DOUBLES])
    places = measuring.nearest(mine, seen.training)[1]
    both = np.concatenate([mine, seen.training[places]])
    return Pictures(
        title=text("Painted faces and their doubles", ja="描いた顔と、最も近い本物"),
        pictures=[
            picture(
                _flat(montage(both, DOUBLES)),
                text(
                    "above: painted; below: the nearest training image of each",
                    ja="上：描いた顔　下：それぞれに最も近い訓練画像",
                ),
            )
        ],
        note=text(
            "If the rows were the same, the generator would be copying.",
            ja="上下が同じなら、生成器は丸写しをしています。",
        ),
    )


def _figures(numbers: Mapping[str, Mapping[str, float | None]]) -> Measures:
    rows = [row for kind, found in numbers.items() for row in _rows(kind, found)]
    return Measures(title=text("What was measured", ja="測定値"), rows=rows)


def _rows(kind: str, found: Mapping[str, float | None]) -> list[Measure]:
    rows = [
        _steps(NAMES[kind], found),
        _losses(NAMES[kind], found["d_loss"], found["g_loss"]),
    ]
    measured = {
        name: found[name] for name in ("start", "distance", "spread", "nearness")
    }
    known = {name: value for name, value in measured.items() if value is not None}
    if len(known) < len(measured):
        return rows
    return [
        *rows,
        _distance(NAMES[kind], known, found["usual_distance"] or 0.0),
        Measure(
            _named(NAMES[kind], text("variety", ja="多様性")),
            f"{known['spread']:.0%}",
            text(
                "Of the real images' variety. Far below 100%: much looks alike.",
                ja="本物の多様性に対する割合。100%を大きく下回ると、似た画像ばかりです。",
            ),
            doubtful=known["spread"] < NARROW,
        ),
        Measure(
            _named(NAMES[kind], text("newness", ja="新しさ")),
            f"{known['nearness']:.0%}",
            text(
                "Distance to the nearest training image, compared with that of other "
                "real images. Near 0%: copies.",
                ja="最も近い訓練画像までの距離を、別の本物の場合と比べた割合。0%に近ければ丸写しです。",
            ),
            doubtful=known["nearness"] < CLOSE,
        ),
    ]


def _steps(name: Text, found: Mapping[str, float | None]) -> Measure:
    cut = not found["finished"]
    note = text(
        "The time here was up before the end. Look at the student's own pictures too.",
        ja="時間切れで最後まで学習できませんでした。本人の画像も見てください。",
    )
    return Measure(
        _named(name, text("steps of training", ja="学習のステップ数")),
        f"{found['steps'] or 0:.0f}",
        note if cut else None,
        doubtful=cut,
    )


def _losses(name: Text, d_loss: float | None, g_loss: float | None) -> Measure:
    lost = d_loss is None or g_loss is None or d_loss < D_WINS or g_loss > G_LOSES
    return Measure(
        _named(name, text("losses in the end (D, G)", ja="最後の損失（D、G）")),
        f"{_told(d_loss)}, {_told(g_loss)}",
        text(
            "Usual: D 0.6 to 1.5, G 0.5 to 2.5. D near 0 and G above 5: D has won.",
            ja="普通はDが0.6〜1.5、Gが0.5〜2.5。Dがほぼ0でGが5を超えたら、Dの一人勝ちです。",
        ),
        doubtful=lost,
    )


def _distance(name: Text, known: Mapping[str, float], usual: float) -> Measure:
    return Measure(
        _named(name, text("distance to real images", ja="本物との距離")),
        f"{known['distance']:.1f}",
        text(
            f"{known['start']:.0f} before training; {usual:.1f} between real ones.",
            ja=f"学習前は{known['start']:.0f}、本物どうしでは{usual:.1f}。",
        ),
        doubtful=known["distance"] > FAR,
    )


def _named(kind: Text, what: Text) -> Text:
    return text(f"{kind['en']}: {what['en']}", ja=f"{kind['ja']}：{what['ja']}")


def _told(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def pixels(images: np.ndarray) -> np.ndarray:
    """uint8 of images between -1 and 1; what is no number is black."""
    bright = np.nan_to_num(images, nan=-1.0, posinf=1.0, neginf=-1.0)
    return np.asarray(((bright + 1) * 127.5).clip(0, 255), np.uint8)


def _grid(images: np.ndarray) -> np.ndarray:
    return _flat(montage(images, COLUMNS))


def _flat(grid: np.ndarray) -> np.ndarray:
    """Grey images lose their last axis, as pictures want them."""
    return grid[..., 0] if grid.shape[-1] == 1 else grid
