"""The bounds on hyperparameters."""

IMAGE = (32, 32, 3)
CLASSES = 10

FEWEST_EPOCHS, MOST_EPOCHS = 2, 500
SMALLEST_BATCH, LARGEST_BATCH = 8, 2048
LEAST_KEPT = 0.2  # more dropout than this and hardly anything gets through
LARGEST_RATE = 0.1  # of Adam, whose usual rate is 0.001
