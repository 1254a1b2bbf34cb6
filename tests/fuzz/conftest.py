"""How long to try: briefly and always the same in `make test`, longer in `make fuzz`.

`REVIEWHUB_FUZZ` names the profile; `REVIEWHUB_FUZZ_EXAMPLES` says how many examples of each
kind the longer one tries.
"""

import os

from hypothesis import HealthCheck, Phase, settings

COMMON = {
    "deadline": None,  # the machine may be busy
    "database": None,  # nothing is left behind in the working copy
    "suppress_health_check": [
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.function_scoped_fixture,
        HealthCheck.differing_executors,
    ],
}
settings.register_profile(
    "test",
    max_examples=25,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    **COMMON,
)
settings.register_profile(
    "fuzz",
    max_examples=int(os.environ.get("REVIEWHUB_FUZZ_EXAMPLES", "1000")),
    print_blob=True,
    **COMMON,
)
settings.load_profile(os.environ.get("REVIEWHUB_FUZZ", "test"))
