"""The special ids, and the hyperparameters with their bounds.

Training measures whether they are well chosen, so nothing is forbidden here that could work: the
bounds keep out what cannot be trained at all.
"""

from workers.packkit.hyperparameters import Number, Whole

PAD, EOS, UNK, GO = range(4)
SPECIALS = {"<PAD>": PAD, "<EOS>": EOS, "<UNK>": UNK, "<GO>": GO}

EPOCHS = Whole("epochs", at_least=1, at_most=200)
BATCH_SIZE = Whole(
    "batch_size",
    at_least=1,
    at_most=20_000,
    why="the made-up corpus has 30,000 pairs, and an epoch needs a full batch",
)
RNN_SIZE = Whole("rnn_size", at_least=1, at_most=2048)
NUM_LAYERS = Whole("num_layers", at_least=1, at_most=8)
ENCODING_SIZE = Whole("encoding_embedding_size", at_least=1, at_most=2048)
DECODING_SIZE = Whole("decoding_embedding_size", at_least=1, at_most=2048)
LEARNING_RATE = Number("learning_rate", above=0, below=1)
KEEP_PROBABILITY = Number("keep_probability", above=0, at_most=1)
SIZES = (ENCODING_SIZE, DECODING_SIZE, RNN_SIZE, NUM_LAYERS, KEEP_PROBABILITY)
"""In the order in which `seq2seq_model` takes them."""
