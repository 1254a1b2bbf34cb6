"""The numbers the student chose, read from the notebook."""

from workers_packs.translate_a_language import settings

from workers.packkit.checks import text
from workers.packkit.hyperparameters import hyperparameter

epochs = hyperparameter(
    settings.EPOCHS,
    title=text("Epochs", ja="エポック数"),
    hint=text(
        f"`epochs` should be a whole number from {settings.EPOCHS.at_least} to "
        f"{settings.EPOCHS.at_most}.",
        ja=f"`epochs` は {settings.EPOCHS.at_least}〜{settings.EPOCHS.at_most} の整数にしてください。",
    ),
)
batch_size = hyperparameter(
    settings.BATCH_SIZE,
    title=text("Batch size", ja="バッチサイズ"),
    hint=text(
        f"`batch_size` should be a whole number from {settings.BATCH_SIZE.at_least} to "
        f"{settings.BATCH_SIZE.at_most:,}: the sentences of one step. Common sizes lie between 64 "
        "and 1024.",
        ja=f"`batch_size` は {settings.BATCH_SIZE.at_least}〜{settings.BATCH_SIZE.at_most:,} の"
        "整数にしてください。1回の更新で使う文の数で、64〜1024あたりがよく使われます。",
    ),
)
layers = hyperparameter(
    settings.RNN_SIZE,
    settings.NUM_LAYERS,
    slug="layers",
    title=text("Units and layers", ja="ユニット数と層数"),
    hint=text(
        "`rnn_size` and `num_layers` should be whole numbers: from "
        f"{settings.RNN_SIZE.at_least} to {settings.RNN_SIZE.at_most:,} units in "
        f"{settings.NUM_LAYERS.at_least} to {settings.NUM_LAYERS.at_most} layers. To keep a whole "
        "sentence in mind, 100 units or more are usual, in one layer or a few.",
        ja="`rnn_size` と `num_layers` は整数にしてください。ユニットは "
        f"{settings.RNN_SIZE.at_least}〜{settings.RNN_SIZE.at_most:,}、層は "
        f"{settings.NUM_LAYERS.at_least}〜{settings.NUM_LAYERS.at_most} です。"
        "文全体を覚えておくには100以上のユニットが普通で、層は1つか数層で十分です。",
    ),
)
embedding_sizes = hyperparameter(
    settings.ENCODING_SIZE,
    settings.DECODING_SIZE,
    slug="embedding_sizes",
    title=text("Embedding sizes", ja="埋め込みの大きさ"),
    hint=text(
        "`encoding_embedding_size` and `decoding_embedding_size` should be whole numbers from "
        f"{settings.ENCODING_SIZE.at_least} to {settings.ENCODING_SIZE.at_most:,}. For a few "
        "hundred words some dozens of columns are enough.",
        ja="`encoding_embedding_size` と `decoding_embedding_size` は "
        f"{settings.ENCODING_SIZE.at_least}〜{settings.ENCODING_SIZE.at_most:,} の整数にしてください。"
        "数百語なら数十列で足ります。",
    ),
)
learning_rate = hyperparameter(
    settings.LEARNING_RATE,
    title=text("Learning rate", ja="学習率"),
    hint=text(
        "`learning_rate` should be one number above zero and below one, no schedule: Adam "
        "trains with it from the first step to the last, and likes 0.001 to 0.01.",
        ja="`learning_rate` は0より大きく1より小さい1つの数にしてください。学習率のスケジュールは"
        "使えません。Adamが最初から最後までこの値で学習し、0.001〜0.01がよく合います。",
    ),
)
keep_probability = hyperparameter(
    settings.KEEP_PROBABILITY,
    title=text("Keep probability", ja="保持確率"),
    hint=text(
        "`keep_probability` should be a number above zero, and 1 at most: the share of units "
        "that dropout keeps while training. It is no drop rate.",
        ja="`keep_probability` は0より大きく1以下の数にしてください。"
        "学習中にドロップアウトが残すユニットの割合で、落とす割合ではありません。",
    ),
)
