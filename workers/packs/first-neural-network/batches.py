"""Tells the commonest ways in which a batch goes wrong apart: what was found, and where to look."""

from dataclasses import replace

import numpy as np
from workers_packs.first_neural_network import reference

from protocol.texts import Text
from workers.packkit.checks import Student, Unsuitable, text

LAST_ONLY: dict[str, Text] = {
    name: text(
        f"Found: of the batch, only the last record changes `{matrix}`. Look for a delta that is"
        " assigned (`=`) inside the loop, where it has to be added to (`+=`).",
        ja=f"`{matrix}` を変えているのは、バッチの最後のレコードだけです。ループの中で、加算（`+=`）"
        "すべきデルタに代入（`=`）している行がないか確認してください。",
    )
    for name, matrix in (
        ("hidden", "weights_input_to_hidden"),
        ("output", "weights_hidden_to_output"),
    )
}
INSIDE_THE_LOOP: Text = text(
    "Found: the same records in another order change the weights otherwise, so the weights change"
    " between the records. Look for the lines that change them inside the loop of `train`: they"
    " belong after it, without its indentation.",
    ja="同じレコードでも順序を変えると重みの変化が変わります。レコードごとに重みが更新されています。"
    "`train` のループの中で重みを更新している行を、インデントを戻してループの後に移してください。",
)


def is_along(moved: np.ndarray, wanted: np.ndarray) -> bool:
    """Whether both point the same way, whatever their lengths."""
    lengths = np.linalg.norm(moved), np.linalg.norm(wanted)
    if not all(lengths):
        return False
    turned = moved / lengths[0] - wanted / lengths[1]
    return bool(np.allclose(turned, 0, atol=1e-5))


def tell_kind(student: Student, case: reference.Case) -> None:
    """Raises Unsuitable if the kind of the fault shows; `case` holds several records."""
    learned = reference.learned(student, case)
    last = replace(case, features=case.features[-1:], targets=case.targets[-1:])
    alone = reference.update(last)
    for name, found in LAST_ONLY.items():
        moved, wanted = (getattr(one, name).ravel() for one in (learned, alone))
        if is_along(moved, wanted):
            raise Unsuitable(f"last record only: {name}", found)
    back = replace(case, features=case.features[::-1], targets=case.targets[::-1])
    turned = reference.learned(student, back)
    if not is_along(learned.flat(), turned.flat()):
        raise Unsuitable("the order of records matters", INSIDE_THE_LOOP)
