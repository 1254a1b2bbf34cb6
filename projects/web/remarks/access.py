"""Who finds which remark: all others do not exist for them."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from projects.models import Remark, User
from projects.queries.remarks import offered_by_others, usable_by
from projects.rules import is_review_staff
from projects.web.parts.people import signed_in


def review_staff(request: HttpRequest) -> User:
    user = signed_in(request)
    if not is_review_staff(user):
        raise Http404
    return user


def remark_for(request: HttpRequest, pk: int) -> Remark:
    """Whatever the reader may see. Whether they may change it is the verb's business."""
    user = review_staff(request)
    found = usable_by(user) | offered_by_others(user)
    return get_object_or_404(found, pk=pk)
