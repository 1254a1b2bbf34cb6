"""The numbers the student chose, read from the notebook."""

from workers_packs.image_classification import settings

from workers.packkit.checks import text
from workers.packkit.hyperparameters import hyperparameter

epochs = hyperparameter(
    settings.EPOCHS,
    title=text("Epochs", ja="エポック数"),
    hint=text(
        "Choose enough epochs for the network to stop learning. 5 to 50 are common.",
        ja="学習が落ち着くだけの回数が必要です。5〜50程度がよく使われます。",
    ),
)
batch_size = hyperparameter(
    settings.BATCH_SIZE,
    title=text("Batch size", ja="バッチサイズ"),
    hint=text(
        "`batch_size` is how many images go into one step; a power of two from 32 to "
        "512 is common.",
        ja="`batch_size` は1回の更新に使う画像の枚数です。32〜512の2のべき乗などが普通です。",
    ),
)
keep_probability = hyperparameter(
    settings.KEEP_PROBABILITY,
    title=text("Probability to keep", ja="残す確率"),
    hint=text(
        "`keep_probability` is the share that dropout lets through. One means no "
        "dropout at all; 0.5 to 0.8 are common.",
        ja="`keep_probability` はドロップアウトが通す割合です。1ではドロップアウトが"
        "なくなります。0.5〜0.8がよく使われます。",
    ),
)
learning_rate = hyperparameter(
    settings.LEARNING_RATE,
    title=text("Learning rate", ja="学習率"),
    hint=text(
        "`learning_rate` is one number, which Adam keeps from the first step to the "
        "last; 0.001 is where most people begin.",
        ja="`learning_rate` は、Adamが最初から最後まで使う1つの数です。"
        "0.001から始めるのが一般的です。",
    ),
)
