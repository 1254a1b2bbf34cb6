"""What is drawn on the certificate's one page."""

import pytest
from django.utils import timezone

from projects.models import Certificate
from projects.web.certificates import pdf
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("projects", [1, 5, 30])
def test_every_project_is_on_the_page_and_above_its_foot(monkeypatch, projects):
    cohort = factories.cohort()
    told = [
        {"slug": f"p{n}", "title": {"en": f"Project {n}"}, "submission": n}
        for n in range(projects)
    ]
    certificate = Certificate.objects.create(
        cohort=cohort,
        student=factories.student(cohort),
        name="Ada",
        projects=told,
        met_at=timezone.now(),
    )
    drawn = {}

    def draw(canvas, x, y, text):
        drawn[text] = y

    monkeypatch.setattr(pdf.Canvas, "drawCentredString", draw)
    pdf.as_pdf(certificate)
    heights = [drawn[one["title"]["en"]] for one in told]
    assert heights == sorted(set(heights), reverse=True)
    assert heights[-1] > pdf.MARGIN + 50  # the foot's highest line
