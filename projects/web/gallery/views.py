"""Every part of the kit on one page, with good, long, Japanese and empty content."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from projects.web.gallery import exhibits, samples


def gallery(request: HttpRequest) -> HttpResponse:
    """Mounted in debug mode only. `?theme=dark` tries a theme."""
    context = {**samples.everything(), "exhibits": exhibits.samples()}
    if theme := request.GET.get("theme"):
        context["theme"] = theme
    return render(request, "gallery.html", context)
