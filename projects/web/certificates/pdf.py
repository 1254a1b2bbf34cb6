"""A certificate on paper: one page, whose link and square code lead to the page that verifies it.

Names are drawn in a font that has all their signs: IPAex Gothic (Debian's fonts-ipaexfont-gothic)
for Japanese and most of Latin. Without the package, a standard font that readers bring along.
"""

import io
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.renderPDF import draw
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from projects.models import Certificate
from projects.queries.certificates import titles_of
from projects.web.certificates.badge import address

LATIN, JAPANESE = "Helvetica", "HeiseiKakuGo-W5"
EMBEDDED = Path("/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf")
WIDTH, HEIGHT = landscape(A4)
MARGIN = 56.0
MIDDLE = WIDTH / 2
INK, MUTED, ACCENT = HexColor("#23201b"), HexColor("#625b50"), HexColor("#27508c")
CODE = 74.0
LINE = 19  # between two projects, in points
ROOMY = 12  # projects that fit so; with more, lines and letters are smaller


@cache
def wide_font() -> str:
    """The font for what is not Latin-1; registered once per process."""
    if EMBEDDED.exists():
        pdfmetrics.registerFont(TTFont("IPAexGothic", str(EMBEDDED)))
        return "IPAexGothic"
    pdfmetrics.registerFont(UnicodeCIDFont(JAPANESE))
    return JAPANESE


def font_for(text: str) -> str:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return wide_font()
    return LATIN


def as_pdf(certificate: Certificate) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    link = address("certificate", certificate.uid)
    canvas.setTitle(f"{settings.COURSE_NAME} · {certificate.name}")
    canvas.setAuthor(settings.ISSUER_NAME)
    _frame(canvas)
    _words(canvas, certificate)
    _foot(canvas, certificate, link)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _frame(canvas: Canvas) -> None:
    canvas.setStrokeColor(ACCENT)
    canvas.setLineWidth(2)
    inner = MARGIN / 2
    canvas.rect(inner, inner, WIDTH - 2 * inner, HEIGHT - 2 * inner)


def _words(canvas: Canvas, certificate: Certificate) -> None:
    top = HEIGHT - MARGIN
    _line(canvas, _("Certificate"), top - 34, 30, ACCENT)
    _line(canvas, certificate.name, top - 96, 34, INK)
    sentence = _("has met the specifications of every project of")
    _line(canvas, sentence, top - 130, 13, MUTED)
    _line(canvas, settings.COURSE_NAME, top - 160, 20, INK)
    _line(canvas, certificate.cohort.title, top - 184, 13, MUTED)
    titles = titles_of(certificate)
    step = LINE * min(1, (ROOMY - 1) / max(len(titles) - 1, 1))
    for number, title in enumerate(titles):
        _line(canvas, title, top - 222 - step * number, 12 * step / LINE, INK)


def _line(canvas: Canvas, text: str, y: float, size: float, colour: HexColor) -> None:
    """Centred, and smaller where it would not fit."""
    font = font_for(text)
    width = pdfmetrics.stringWidth(text, font, size)
    size = min(size, size * (WIDTH - 2 * MARGIN) / width) if width else size
    canvas.setFillColor(colour)
    canvas.setFont(font, size)
    canvas.drawCentredString(MIDDLE, y, text)


def _foot(canvas: Canvas, certificate: Certificate, link: str) -> None:
    code = QrCodeWidget(link, barWidth=CODE, barHeight=CODE, barBorder=0)
    drawing = Drawing(CODE, CODE)
    drawing.add(code)
    draw(drawing, canvas, WIDTH - MARGIN - CODE, MARGIN)
    day = date_format(certificate.met_at, "DATE_FORMAT")
    for y, text in (
        (MARGIN + 34, f"{day} · {settings.ISSUER_NAME}"),
        (MARGIN + 16, _("Check that it is still valid at")),
        (MARGIN, link),
    ):
        canvas.setFillColor(MUTED)
        canvas.setFont(font_for(text), 10)
        canvas.drawString(MARGIN, y, text)
    width = pdfmetrics.stringWidth(link, LATIN, 10)
    canvas.linkURL(link, (MARGIN, MARGIN - 3, MARGIN + width, MARGIN + 10))
