"""What students answered to those reviews: ratings and disputes."""

from collections.abc import Sequence

from projects.enums import Judgement, State
from projects.models import (
    CriterionDispute,
    CriterionReview,
    Rating,
    Review,
)
from projects.operations.load.people import BATCH
from projects.operations.load.submissions import Told

RATED = 3  # one review in so many


STARS = (5, 5, 4, 5, 3, 4, 5, 2, 4, 5, 1)
OPINION = {5: "Quick, kind and to the point.", 3: "Helpful, but short."}
DOUBT = "The value is explained in the cell above the plot. Please have a look there."


def rate(rows: Sequence[Review]) -> None:
    Rating.objects.bulk_create(
        (
            Rating(review=row, stars=stars, body=OPINION.get(stars, ""))
            for number, row in enumerate(rows[::RATED])
            for stars in (STARS[number % len(STARS)],)
        ),
        batch_size=BATCH,
    )


def dispute(told: Sequence[Told], rows: Sequence[Review]) -> None:
    disputed = [
        row.pk
        for one, row in zip(told, rows, strict=True)
        if one.attempt.state == State.DISPUTED
    ]
    wrong = CriterionReview.objects.filter(
        review__in=disputed, judgement=Judgement.CHANGES
    )
    CriterionDispute.objects.bulk_create(
        CriterionDispute(review_id=one.review_id, criterion=one.criterion, body=DOUBT)
        for one in wrong
    )
