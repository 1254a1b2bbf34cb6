"""The numbers the student chose, read from the notebook."""

from workers_packs.generate_tv_scripts import settings

from workers.packkit.checks import text
from workers.packkit.hyperparameters import hyperparameter

num_epochs = hyperparameter(
    settings.NUM_EPOCHS,
    title=text("Number of epochs", ja="エポック数"),
    hint=text(
        "`num_epochs` should be a whole number from "
        f"{settings.NUM_EPOCHS.at_least} to {settings.NUM_EPOCHS.at_most:,}: enough for the "
        "loss to come down below 1.",
        ja=f"`num_epochs` は {settings.NUM_EPOCHS.at_least}〜{settings.NUM_EPOCHS.at_most:,} の"
        "整数にしてください。損失が1を下回るまで学習できる回数が必要です。",
    ),
)
batch_size = hyperparameter(
    settings.BATCH_SIZE,
    also=settings.assert_one_batch,
    title=text("Batch size", ja="バッチサイズ"),
    hint=text(
        f"`batch_size` should be a whole number from {settings.BATCH_SIZE.at_least} to "
        f"{settings.BATCH_SIZE.at_most:,}, and `batch_size` times `seq_length` at most "
        f"{settings.MOST_AT_ONCE:,}: no script has more words for one batch.",
        ja=f"`batch_size` は {settings.BATCH_SIZE.at_least}〜{settings.BATCH_SIZE.at_most:,} の"
        f"整数で、`seq_length` との積が {settings.MOST_AT_ONCE:,} 以下になるようにしてください。"
        "それより多い単語は、どの台本からも1つのバッチに取れません。",
    ),
)
rnn_size = hyperparameter(
    settings.RNN_SIZE,
    title=text("Size of the recurrent layers", ja="リカレント層の大きさ"),
    hint=text(
        f"`rnn_size` should be a whole number from {settings.RNN_SIZE.at_least} to "
        f"{settings.RNN_SIZE.at_most:,}: "
        "enough units to remember who is speaking and about what.",
        ja=f"`rnn_size` は {settings.RNN_SIZE.at_least}〜{settings.RNN_SIZE.at_most:,} の整数に"
        "してください。誰が何の話をしているかを覚えておけるだけのユニットが必要です。",
    ),
)
embed_dim = hyperparameter(
    settings.EMBED_DIM,
    title=text("Size of the embedding", ja="埋め込みの次元"),
    hint=text(
        f"`embed_dim` should be a whole number from {settings.EMBED_DIM.at_least} to "
        f"{settings.EMBED_DIM.at_most:,}, far below the number of different words.",
        ja=f"`embed_dim` は {settings.EMBED_DIM.at_least}〜{settings.EMBED_DIM.at_most:,} の整数に"
        "してください。語彙数よりずっと小さい値にします。",
    ),
)
seq_length = hyperparameter(
    settings.SEQ_LENGTH,
    title=text("Length of the sequences", ja="シーケンスの長さ"),
    hint=text(
        f"`seq_length` should be a whole number from {settings.SEQ_LENGTH.at_least} to "
        f"{settings.SEQ_LENGTH.at_most}, about as long as the sentences and lines of the script.",
        ja=f"`seq_length` は {settings.SEQ_LENGTH.at_least}〜{settings.SEQ_LENGTH.at_most} の整数に"
        "してください。台本の1文や1行と同じくらいの長さが目安です。",
    ),
)
learning_rate = hyperparameter(
    settings.LEARNING_RATE,
    title=text("Learning rate", ja="学習率"),
    hint=text(
        "`learning_rate` should be one number above zero and below one, no schedule: Adam "
        "trains with it from the first step to the last. Small ones are usual.",
        ja="`learning_rate` は 0 より大きく 1 より小さい1つの数にしてください。学習率のスケジュールは"
        "使えません。Adamが最初から最後までこの値で学習します。小さな値が普通です。",
    ),
)
