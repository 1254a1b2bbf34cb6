"""The numbers the student chose, read from the notebook."""

from workers_packs.image_classification import settings

from workers.packkit.checks import text
from workers.packkit.hyperparameters import hyperparameter

epochs = hyperparameter(
    settings.EPOCHS,
    title=text("Epochs", ja="エポック数"),
    hint=text(
        "`epochs` should be a plain whole number: enough for the network to stop "
        f"learning, and at most {settings.EPOCHS.at_most}. 5 to 50 are common.",
        ja="`epochs` には整数を直接書いてください。学習が落ち着くだけの回数が必要です。"
        f"最大は {settings.EPOCHS.at_most} で、5〜50程度がよく使われます。",
    ),
)
batch_size = hyperparameter(
    settings.BATCH_SIZE,
    title=text("Batch size", ja="バッチサイズ"),
    hint=text(
        "`batch_size` should be a plain whole number, such as a power of two from 32 "
        "to 512.",
        ja="`batch_size` には整数を直接書いてください。32〜512の2のべき乗などが普通です。",
    ),
)
keep_probability = hyperparameter(
    settings.KEEP_PROBABILITY,
    title=text("Probability to keep", ja="残す確率"),
    hint=text(
        "`keep_probability` should be a plain number below one (one means no dropout "
        "at all) that still lets enough through: 0.5 to 0.8 are common.",
        ja="`keep_probability` には1未満の数を直接書いてください（1ではドロップアウトが"
        "なくなります）。小さすぎると情報が通りません。0.5〜0.8がよく使われます。",
    ),
)
learning_rate = hyperparameter(
    settings.LEARNING_RATE,
    title=text("Learning rate", ja="学習率"),
    hint=text(
        "`learning_rate` should be a plain number above zero; 0.001 is where most "
        "people begin with Adam.",
        ja="`learning_rate` には0より大きい数を直接書いてください。"
        "Adamでは0.001から始めるのが一般的です。",
    ),
)
