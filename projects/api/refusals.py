"""What the schema says of refusals: any operation may end in one, all of the same shape."""

from typing import Any

from rest_framework import serializers, status


class RefusalSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="Stable: for programs.")
    message = serializers.CharField(help_text="In the caller's language: for people.")
    field = serializers.CharField(
        allow_blank=True, help_text="What it is about; empty: the whole request."
    )


READING = (
    status.HTTP_400_BAD_REQUEST,
    status.HTTP_403_FORBIDDEN,
    status.HTTP_404_NOT_FOUND,
    status.HTTP_503_SERVICE_UNAVAILABLE,
)
WRITING = (
    *READING,
    status.HTTP_409_CONFLICT,
    status.HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    status.HTTP_415_UNSUPPORTED_MEDIA_TYPE,
    status.HTTP_422_UNPROCESSABLE_ENTITY,
    status.HTTP_429_TOO_MANY_REQUESTS,
)


def refusals(codes: tuple[int, ...]) -> dict[int, Any]:
    return dict.fromkeys(codes, RefusalSerializer)
