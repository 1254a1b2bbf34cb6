"""What callers send: JSON of a bounded size, however it is nested."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer

MOST_BYTES = (
    256 * 1024
)  # the longest text, every letter of it spelt \\uXXXX, is a quarter


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The request is too large.")
    default_code = "too_large"


class BoundedJSONParser(BaseParser):
    """Django's own limit holds for bodies that it reads itself, not for streams."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        data = stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise TooLarge
        try:
            return json.loads(data, parse_constant=_refuse)
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None
        except (
            ValueError
        ) as error:  # also of bytes that are not UTF-8, and long numbers
            raise ParseError(_("This is not JSON: %s") % error) from None


def _refuse(name: str) -> Any:
    raise ValueError(name)  # NaN and the infinities are Python's, not JSON's
