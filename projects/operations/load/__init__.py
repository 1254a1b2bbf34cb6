"""Two cohorts of any size with their history, for benchmarks and for looking at pages that are full.

`seed` tells what happened to each student (`story`), a story that is the same every time, and
writes it as rows, thousands at once: unlike the demo's, they do not come from the operations that
pages use, which would take hours. What machines and reviewers found is the demo's: recorded runs
of the real grader, and reviews that were written for them.
"""

from projects.operations.load.seeding import Seeded, is_seeded, seed

__all__ = ["Seeded", "is_seeded", "seed"]
