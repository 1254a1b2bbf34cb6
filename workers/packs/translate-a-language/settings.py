"""The special ids, and the hyperparameters with their bounds.

The starter's values lie outside: they are there to be chosen.
"""

from workers.packkit.hyperparameters import Number, Whole

PAD, EOS, UNK, GO = range(4)
SPECIALS = {"<PAD>": PAD, "<EOS>": EOS, "<UNK>": UNK, "<GO>": GO}

EPOCHS = Whole("epochs", at_least=1, at_most=100)
BATCH_SIZE = Whole("batch_size", at_least=16, at_most=2048)
RNN_SIZE = Whole("rnn_size", at_least=16, at_most=1024)
NUM_LAYERS = Whole("num_layers", at_least=1, at_most=4)
ENCODING_SIZE = Whole("encoding_embedding_size", at_least=8, at_most=1024)
DECODING_SIZE = Whole("decoding_embedding_size", at_least=8, at_most=1024)
LEARNING_RATE = Number("learning_rate", above=0, at_most=0.1)
KEEP_PROBABILITY = Number("keep_probability", at_least=0.3, at_most=1)
