"""The numbers the student chose, read from the notebook."""

from workers_packs.generate_faces import settings

from workers.packkit.checks import text
from workers.packkit.hyperparameters import hyperparameter

batch_size = hyperparameter(
    settings.BATCH_SIZE,
    title=text("Batch size", ja="バッチサイズ"),
    hint=text(
        "For `batch_size`, 64 to 128 images work well; fewer "
        "make batch normalisation jumpy, many more leave too few steps in an epoch.",
        ja="`batch_size` は64〜128がうまくいきます。小さすぎると"
        "バッチ正規化が不安定になり、大きすぎると1エポックの更新回数が足りなくなります。",
    ),
)
z_dim = hyperparameter(
    settings.Z_DIM,
    title=text("Length of z", ja="zの長さ"),
    hint=text(
        "`z_dim` is how many random numbers an image is "
        "made from. Around 100 leaves room for much that can differ between two faces.",
        ja="`z_dim` は、1枚の画像のもとになる乱数の個数です。"
        "100前後あれば、顔のいろいろな違いを表せます。",
    ),
)
learning_rate = hyperparameter(
    settings.LEARNING_RATE,
    title=text("Learning rate", ja="学習率"),
    hint=text(
        "`learning_rate` is one number. Two networks that chase one another "
        "need small steps: 0.0002 to 0.001 is usual.",
        ja="`learning_rate` は1つの数です。互いに追いかけ合う2つのネットワークには"
        "小さな学習率が必要です。0.0002〜0.001が普通です。",
    ),
)
beta1 = hyperparameter(
    settings.BETA1,
    title=text("beta1", ja="beta1"),
    hint=text(
        "`beta1` is how long Adam remembers earlier gradients. "
        "Adam's usual 0.9 swings too far when the opponent moves; 0.4 to 0.5 is better.",
        ja="`beta1` は、Adamが過去の勾配をどれだけ覚えておくかです。"
        "通常の0.9では、相手が動くときに振れすぎます。0.4〜0.5がよいでしょう。",
    ),
)
