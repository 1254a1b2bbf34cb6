"""Settings of the JSON API and of its schema."""

FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "projects.api.access.HasProvedAddress",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["projects.api.access.Throttle"],
    "DEFAULT_PARSER_CLASSES": ["projects.api.parsing.BoundedJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "projects.api.errors.handle",
}
SPECTACULAR = {
    "TITLE": "ReviewHub",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "ENUM_NAME_OVERRIDES": {
        "SubmissionState": "projects.enums.State",
        "RunState": "projects.enums.RunState",
        "StepState": "projects.enums.StepState",
    },
}
