"""What students answer to a review: a rating, disputes of criteria."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from projects.models.review import Review
from projects.models.rubric import Criterion
from projects.text_limits import one_line


class Rating(models.Model):
    """The student's answer to a published review."""

    review = models.OneToOneField(Review, models.CASCADE, related_name="rating")
    stars = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5), name="one_to_five_stars"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stars}/5"


class CriterionDispute(models.Model):
    """Why a student thinks that one criterion was judged wrongly."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="disputes")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "criterion"], name="one_dispute_per_criterion"
            )
        ]

    def __str__(self) -> str:
        return one_line(self.body)[:60]
