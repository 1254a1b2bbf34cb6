"""The form of the images, and the hyperparameters with their bounds."""

from workers.packkit.hyperparameters import Number, Whole

IMAGE = (32, 32, 3)
CLASSES = 10
COURSE_IMAGES = 45_000  # of CIFAR-10, to train on

# What training with them reaches is measured, so the bounds leave out only what cannot work.
EPOCHS = Whole("epochs", at_least=1, at_most=500, why="without one nothing is learnt")
BATCH_SIZE = Whole(
    "batch_size",
    at_least=1,
    at_most=COURSE_IMAGES,
    why="there are 45,000 training images",
)
KEEP_PROBABILITY = Number(
    "keep_probability",
    above=0,
    below=1,
    why="1 is no dropout, of which the rubric asks for some; 0 lets nothing through",
)
LEARNING_RATE = Number("learning_rate", above=0, at_most=1, why="Adam's usual is 0.001")
