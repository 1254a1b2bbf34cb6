"""The form of the images, and the hyperparameters with their bounds."""

from workers.packkit.hyperparameters import Number, Whole

IMAGE = (32, 32, 3)
CLASSES = 10

EPOCHS = Whole("epochs", at_least=2, at_most=500)
BATCH_SIZE = Whole("batch_size", at_least=8, at_most=2048)
KEEP_PROBABILITY = Number(
    "keep_probability",
    at_least=0.2,
    below=1,
    why="with more dropout than this hardly anything gets through; 1 is no dropout",
)
LEARNING_RATE = Number(
    "learning_rate", above=0, at_most=0.1, why="Adam's usual rate is 0.001"
)
