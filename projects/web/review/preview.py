"""What is being written, as it will be read."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from projects import throttles
from projects.web.parts.people import signed_in


@require_POST
@login_required
def preview(request: HttpRequest) -> HttpResponse:
    """Stores nothing. The HTML is that of every page that will show the text."""
    throttles.check("preview", str(signed_in(request).pk))
    text = request.POST.get("text", "")
    return render(request, "review/previewed.html", {"text": text})
