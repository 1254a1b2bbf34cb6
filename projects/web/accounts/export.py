"""One's own data, for taking along."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST

from projects.web.parts.people import signed_in
from projects.web.parts.personal_zip import personal_zip


@require_POST
@login_required
def my_data(request: HttpRequest) -> HttpResponseBase:
    return personal_zip(signed_in(request))
