"""The hint of a batch that goes wrong says which of the common kinds it is."""

import pytest

from tests.packs.test_first_neural_network_checks import changed, failed, written
from workers.packkit.checks import Unsuitable

SLUG = "first-neural-network"
CHECK = "gradients.whole_batch"
UPDATE = (
    "        self.update_weights(delta_weights_i_h, delta_weights_h_o, n_records)\n"
)
AFTER_TEN = f"            )\n{UPDATE}"
FAULTS = {
    "updated inside the loop": (
        (AFTER_TEN, f"            )\n    {UPDATE}"),
        "inside the loop of `train`",
        "`train` のループの中",
    ),
    "output delta assigned": (
        ("delta_weights_h_o += error", "delta_weights_h_o = error"),
        "only the last record changes `weights_hidden_to_output`",
        "`weights_hidden_to_output` を変えているのは",
    ),
    "hidden delta assigned": (
        ("delta_weights_i_h += hidden", "delta_weights_i_h = hidden"),
        "only the last record changes `weights_input_to_hidden`",
        "`weights_input_to_hidden` を変えているのは",
    ),
}


def asked(pack, source, rng):
    """What the check finds, or None."""
    [one] = [check for check in pack.checks if check.slug == CHECK]
    try:
        one.function(written(source), rng)
    except Unsuitable as error:
        return error.found
    return None


@pytest.mark.parametrize("fault", FAULTS)
def test_a_common_fault_is_named_with_where_to_look(pack, rng, fault):
    change, english, japanese = FAULTS[fault]
    found = asked(pack, changed(change), rng)
    assert english in found["en"]
    assert japanese in found["ja"]


def test_a_right_batch_passes_and_another_fault_keeps_the_checks_own_words(pack, rng):
    assert asked(pack, changed(), rng) is None
    half = changed(
        ("in zip(features, targets):", "in list(zip(features, targets))[:3]:")
    )
    assert failed(pack, written(half), rng, CHECK) == [CHECK]
