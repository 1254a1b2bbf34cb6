"""The numbers the student chose, read from the notebook."""

from workers_packs.generate_tv_scripts import settings

from workers.packkit.checks import text
from workers.packkit.hyperparameters import hyperparameter

num_epochs = hyperparameter(
    settings.NUM_EPOCHS,
    title=text("Number of epochs", ja="エポック数"),
    hint=text(
        "`num_epochs` should be a plain whole number: enough for the loss to come down "
        f"below 1, and at most {settings.NUM_EPOCHS.at_most:,}. Assign nothing else to this "
        "name further down.",
        ja="`num_epochs` には整数を直接書いてください。損失が1を下回るまで学習できる回数が必要です"
        f"（最大 {settings.NUM_EPOCHS.at_most:,}）。"
        "後のセルで同じ名前に別の値を代入しないでください。",
    ),
)
batch_size = hyperparameter(
    settings.BATCH_SIZE,
    also=settings.assert_several_batches,
    title=text("Batch size", ja="バッチサイズ"),
    hint=text(
        f"`batch_size` should be a plain whole number from {settings.BATCH_SIZE.at_least} "
        f"to {settings.BATCH_SIZE.at_most}, "
        "small enough that the text makes several batches.",
        ja=f"`batch_size` には {settings.BATCH_SIZE.at_least}〜{settings.BATCH_SIZE.at_most} の整数を"
        "直接書いてください。文章から複数のバッチが作れる大きさにします。",
    ),
)
rnn_size = hyperparameter(
    settings.RNN_SIZE,
    title=text("Size of the recurrent layers", ja="リカレント層の大きさ"),
    hint=text(
        f"`rnn_size` should be a plain whole number from {settings.RNN_SIZE.at_least} "
        f"to {settings.RNN_SIZE.at_most}: "
        "enough units to remember who is speaking and about what.",
        ja=f"`rnn_size` には {settings.RNN_SIZE.at_least}〜{settings.RNN_SIZE.at_most} の整数を"
        "直接書いてください。誰が何の話をしているかを覚えておけるだけのユニットが必要です。",
    ),
)
embed_dim = hyperparameter(
    settings.EMBED_DIM,
    title=text("Size of the embedding", ja="埋め込みの次元"),
    hint=text(
        f"`embed_dim` should be a plain whole number from {settings.EMBED_DIM.at_least} "
        f"to {settings.EMBED_DIM.at_most}, "
        "far below the number of different words.",
        ja=f"`embed_dim` には {settings.EMBED_DIM.at_least}〜{settings.EMBED_DIM.at_most} の整数を"
        "直接書いてください。語彙数よりずっと小さい値にします。",
    ),
)
seq_length = hyperparameter(
    settings.SEQ_LENGTH,
    title=text("Length of the sequences", ja="シーケンスの長さ"),
    hint=text(
        "`seq_length` should be a plain whole number, about as long as the sentences "
        "and lines of the script.",
        ja="`seq_length` には整数を直接書いてください。台本の1文や1行と同じくらいの長さが目安です。",
    ),
)
learning_rate = hyperparameter(
    settings.LEARNING_RATE,
    title=text("Learning rate", ja="学習率"),
    hint=text(
        "`learning_rate` should be a plain number above zero and below one. With Adam, "
        "small ones are usual.",
        ja="`learning_rate` には 0 より大きく 1 より小さい数を直接書いてください。"
        "Adamでは小さな値が普通です。",
    ),
)
