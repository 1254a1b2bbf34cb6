"""The numbers the student chose, read from the notebook."""

from workers_packs.translate_a_language import settings

from workers.packkit.checks import text
from workers.packkit.hyperparameters import hyperparameter

epochs = hyperparameter(
    settings.EPOCHS,
    title=text("Epochs", ja="エポック数"),
    hint=text(
        "`epochs` should be a plain whole number, at least 1 and at most "
        f"{settings.EPOCHS.at_most}.",
        ja="`epochs` には整数を直接書いてください。"
        f"1以上 {settings.EPOCHS.at_most} 以下です。",
    ),
)
batch_size = hyperparameter(
    settings.BATCH_SIZE,
    title=text("Batch size", ja="バッチサイズ"),
    hint=text(
        "`batch_size` should be a plain whole number. With too few sentences each step is "
        "noise and an epoch takes for ever; common sizes lie between 64 and 1024.",
        ja="`batch_size` には整数を直接書いてください。小さすぎると更新はノイズだらけで、"
        "1エポックもなかなか終わりません。64〜1024あたりがよく使われます。",
    ),
)
layers = hyperparameter(
    settings.RNN_SIZE,
    settings.NUM_LAYERS,
    slug="layers",
    title=text("Units and layers", ja="ユニット数と層数"),
    hint=text(
        "`rnn_size` and `num_layers` should be plain whole numbers: enough units to keep a "
        "whole sentence in mind (100 or more), in one layer or a few.",
        ja="`rnn_size` と `num_layers` には整数を直接書いてください。文全体を覚えておけるだけの"
        "ユニット（100以上）が必要で、層は1つか数層で十分です。",
    ),
)
embedding_sizes = hyperparameter(
    settings.ENCODING_SIZE,
    settings.DECODING_SIZE,
    slug="embedding_sizes",
    title=text("Embedding sizes", ja="埋め込みの大きさ"),
    hint=text(
        "`encoding_embedding_size` and `decoding_embedding_size` should be plain whole "
        "numbers. For a few hundred words some dozens of columns are enough.",
        ja="`encoding_embedding_size` と `decoding_embedding_size` には整数を直接書いてください。"
        "数百語なら数十列で足ります。",
    ),
)
learning_rate = hyperparameter(
    settings.LEARNING_RATE,
    title=text("Learning rate", ja="学習率"),
    hint=text(
        "`learning_rate` should be a plain number above zero; Adam likes 0.001 to 0.01.",
        ja="`learning_rate` には0より大きい数を直接書いてください。"
        "Adamでは0.001〜0.01がよく合います。",
    ),
)
keep_probability = hyperparameter(
    settings.KEEP_PROBABILITY,
    title=text("Keep probability", ja="保持確率"),
    hint=text(
        "`keep_probability` should be a plain number up to 1: the share of units that dropout "
        "keeps while training. It is no drop rate.",
        ja="`keep_probability` には1以下の数を直接書いてください。"
        "学習中にドロップアウトが残すユニットの割合で、落とす割合ではありません。",
    ),
)
