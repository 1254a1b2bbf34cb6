"""The result of the notebook's run from the top, which informs a criterion and fails no step."""

from protocol.texts import Text

RERUN = "rerun"
"""The slug of its result; rubrics name it as they name checks."""

TITLE: Text = {
    "en": "The notebook runs from the top",
    "ja": "ノートブックが最初から最後まで動く",
}
NOT_YET: Text = {
    "en": "It is run from the top after the training.",
    "ja": "学習のあとに、最初から通して実行します。",
}
OUR_FAULT: Text = {
    "en": "Not measured: an error on our side stopped the notebook's run. It does not count against you.",
    "ja": "測定していません。システムの不具合で通し実行が止まりました。不利にはなりません。",
}
NEVER: Text = {
    "en": "Not measured: it is run from the top only once the checks before that pass.",
    "ja": "測定していません。通し実行は、その前のチェックに通ってから行います。",
}
