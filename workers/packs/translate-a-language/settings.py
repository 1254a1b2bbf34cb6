"""The bounds on hyperparameters, and the special ids."""

PAD, EOS, UNK, GO = range(4)
SPECIALS = {"<PAD>": PAD, "<EOS>": EOS, "<UNK>": UNK, "<GO>": GO}

WHOLE = {
    "epochs": (1, 100),
    "batch_size": (16, 2048),
    "rnn_size": (16, 1024),
    "num_layers": (1, 4),
    "encoding_embedding_size": (8, 1024),
    "decoding_embedding_size": (8, 1024),
}
"""Least and largest. The starter's values lie outside: they are there to be chosen."""
LARGEST_LEARNING_RATE = 0.1
LEAST_KEPT = 0.3  # keep_probability
