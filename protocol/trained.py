"""Which checks the training decides, and what stands for them while they have no result."""

from protocol.texts import Text

TRAIN = "train"
"""The slug of the result that says whether training runs to its end."""

TITLE: Text = {
    "en": "What the training shows",
    "ja": "学習の結果",
}
NOT_YET: Text = {
    "en": "It is measured in the training, after the checks.",
    "ja": "チェックのあとの学習で測定します。",
}
NEVER: Text = {
    "en": "Not measured: the training begins only once the checks before it pass.",
    "ja": "測定していません。学習は、その前のチェックに通ってから始まります。",
}


def is_trained(check: str) -> bool:
    """Whether the training step decides it: its own result, or a check of `training.py`."""
    return check == TRAIN or check.startswith("training.")
