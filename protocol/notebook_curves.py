"""The curves of a notebook's own run, as Keras reports or the notebook prints them.

They are the same in every project.
"""

from protocol.charts import Curve, Series
from protocol.texts import Text

# The notebook's own run, reported by Keras or read from printed text; the same in every project.
_AS_COUNTED: Text = {
    "en": "epochs or steps, as the notebook counts them",
    "ja": "エポックまたはステップ（ノートブックの数え方による）",
}
_TRAINING: Text = {"en": "training", "ja": "訓練"}
_VALIDATION: Text = {"en": "validation", "ja": "検証"}

NOTEBOOK_CURVES = (
    Curve(
        slug="own-curve",
        title={
            "en": "The loss in your notebook's own run",
            "ja": "ノートブックを通して実行したときの損失",
        },
        caption={
            "en": "As the notebook itself tells or prints it. No check looks at it.",
            "ja": "ノートブック自身が報告または表示した値です。チェックには使いません。",
        },
        x_label=_AS_COUNTED,
        y_label={"en": "loss", "ja": "損失"},
        series=(
            Series("notebook train", _TRAINING),
            Series("notebook validation", _VALIDATION),
            Series("notebook discriminator", {"en": "discriminator", "ja": "識別器"}),
            Series("notebook generator", {"en": "generator", "ja": "生成器"}),
        ),
    ),
    Curve(
        slug="own-accuracy",
        title={
            "en": "The accuracy in your notebook's own run",
            "ja": "ノートブックを通して実行したときの正解率",
        },
        caption={
            "en": "Higher is better. No check looks at it.",
            "ja": "高いほどよい値です。チェックには使いません。",
        },
        x_label=_AS_COUNTED,
        y_label={"en": "accuracy", "ja": "正解率"},
        series=(
            Series("notebook accuracy", _TRAINING),
            Series("notebook validation accuracy", _VALIDATION),
        ),
    ),
)
