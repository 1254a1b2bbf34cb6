"""The caller's own standing request: how it stands, leaving or changing it, withdrawing it."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from projects.api.refusals import READING, WRITING, refusals
from projects.enums import Language
from projects.errors import Incomplete
from projects.models import Project, StandingRequest, User, WantedWork
from projects.operations import standing_requests
from projects.queries.standing_requests import (
    Pair,
    expected_service,
    open_request_of,
    place_of,
)
from projects.rules import is_reviewer


class WantedSerializer(serializers.Serializer[WantedWork]):
    project = serializers.SlugField(source="project.slug")
    language = serializers.ChoiceField(choices=Language.choices)


class WishSerializer(serializers.Serializer[StandingRequest]):
    """`total`: how many more in all; empty: until it is withdrawn."""

    wanted = WantedSerializer(many=True, max_length=200)  # type: ignore[call-arg]
    at_once = serializers.IntegerField(min_value=1, max_value=1000)
    total = serializers.IntegerField(
        min_value=1, max_value=1000, required=False, allow_null=True
    )

    def pairs(self) -> list[Pair]:
        """Raises `Incomplete` for a project that there is not."""
        wanted = [
            (one["project"]["slug"], one["language"])
            for one in self.validated_data["wanted"]
        ]
        slugs = {slug for slug, _language in wanted}
        keys = dict(Project.objects.filter(slug__in=slugs).values_list("slug", "pk"))
        if missing := sorted(slugs - keys.keys()):
            words = _("Unknown project: %(slugs)s.") % {"slugs": ", ".join(missing)}
            raise Incomplete(words, field="wanted")
        return [(keys[slug], language) for slug, language in wanted]


class StandingRequestSerializer(WishSerializer):
    """`place` is empty while the caller's hands are full; `wait_s` while it is not known."""

    served = serializers.IntegerField()
    opened_at = serializers.DateTimeField()
    total = serializers.SerializerMethodField()  # type: ignore[assignment]
    place = serializers.SerializerMethodField()
    wait_s = serializers.SerializerMethodField()

    def get_total(self, request: StandingRequest) -> int | None:
        """What is left of it: what was read can be sent back, and asks for no more."""
        return None if request.total is None else request.total - request.served

    def get_place(self, request: StandingRequest) -> int | None:
        return place_of(request)

    def get_wait_s(self, request: StandingRequest) -> int | None:
        place = place_of(request)
        wait = None if place is None else expected_service(request, place)
        return None if wait is None else round(wait.total_seconds())


class StandingRequestView(APIView):
    """There is one at most; without one it is a 404. Who does not review has none."""

    @property
    def _caller(self) -> User:
        user = self.request.user
        if not isinstance(user, User) or not is_reviewer(user):
            raise Http404
        return user

    @extend_schema(responses={200: StandingRequestSerializer, **refusals(READING)})
    def get(self, request: Request) -> Response:
        return self._answer(self._caller)

    @extend_schema(
        request=WishSerializer,
        responses={200: StandingRequestSerializer, **refusals(WRITING)},
    )
    def put(self, request: Request) -> Response:
        """Leaves one, or changes the one that is open, which keeps its place in line."""
        caller = self._caller
        wish = WishSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        given: dict[str, Any] = wish.validated_data
        mine = standing_requests.open_request(
            by=caller,
            wanted=wish.pairs(),
            at_once=given["at_once"],
            total=given.get("total"),
        )
        standing_requests.serve_request(mine)
        return self._answer(caller)

    @extend_schema(request=None, responses={204: None, **refusals(WRITING)})
    def delete(self, request: Request) -> Response:
        """What it brought stays in hand."""
        standing_requests.close_request(by=self._caller)
        return Response(status=204)

    def _answer(self, caller: User) -> Response:
        mine = open_request_of(caller)
        if mine is None:
            raise Http404
        return Response(StandingRequestSerializer(mine).data)
