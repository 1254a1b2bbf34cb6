"""`python -m tests.house.dead_code`: what nobody uses, by vulture. A part of `make lint`.

Used is what Python names, what a template names, and what a dotted name in a string leads to
(settings name middleware so). What frameworks and packs call is in EXCEPTIONS, with the reason.
"""

import re
import sys
from fnmatch import fnmatchcase

import vulture
from vulture.core import Item

from tests.house import sources
from tests.stack import ROOT

# Loaded by path, and called by what their decorators or the protocol of the sandbox say.
EXCEPTIONS_BY_PATH = {
    "workers/packs/*/checks/*": "a check is registered by its decorator",
    "workers/packs/*/training.py": "a training check is registered by its decorator",
    "workers/doctor/attacks/*": "hostile code, which is run and not called",
    "reviewhub/settings*.py": "Django and Celery read the settings",
    "projects/admin/*": "Django's admin reads attributes of its classes",
    "*/management/commands/*": "Django calls commands",
    "workers/sandbox/inside/answering.py": "do_… methods are called by name, from outside",
    "workers/sandbox/inside/launch.py": "ipykernel calls these",
    "workers/*/inside/answering.py": "do_… methods are called by name, from outside",
}
EXCEPTIONS = {
    # Django: models, managers, storages, password hashers, views, forms, middleware, apps
    "YieldingThreadWorker": "gunicorn loads it by name: Procfile",
    "lease_until": "the database alone reads it: leases.py",
    "abstract": "Django: Meta",
    "ordering": "Django: Meta",
    "constraints": "Django: Meta",
    "indexes": "Django: Meta",
    "verbose_name_plural": "Django: Meta",
    "default_auto_field": "Django: AppConfig",
    "*Config": "Django: AppConfig",
    "USERNAME_FIELD": "Django: user model",
    "REQUIRED_FIELDS": "Django: user model",
    "first_name": "Django: a user's field that is taken away",
    "last_name": "Django: a user's field that is taken away",
    "create_superuser": "Django: manage.py createsuperuser",
    "get_by_natural_key": "Django: signing in",
    "get_full_name": "Django: user model",
    "get_short_name": "Django: user model",
    "get_available_name": "Django: storage",
    "_save": "Django: storage",
    "memory_cost": "Django: password hasher",
    "time_cost": "Django: password hasher",
    "parallelism": "Django: password hasher",
    "key_salt": "Django: token generator",
    "process_view": "Django: middleware",
    "process_exception": "Django: middleware",
    "LANGUAGE_CODE": "Django: a request's language",
    "authentication_form": "Django: class-based view",
    "redirect_authenticated_user": "Django: class-based view",
    "form_class": "Django: class-based view",
    "clean_*": "Django: a form's field",
    "allow_multiple_selected": "Django: widget",
    "use_required_attribute": "Django: form",
    "field_order": "Django: form",
    "*_en": "a form's field in English, read with its language",
    "*_ja": "a form's field in Japanese, read with its language",
    "handler500": "Django: urls",
    "application": "WSGI",
    "interpreter": "benches and the proof of the attacks start it, outside of a sandbox",
    "create_user": "Django: user manager; only the tests and the factories make people so",
    "receive_data_chunk": "Django: upload handler",
    "file_complete": "Django: upload handler",
    "commit": "Django: a form's save()",
    "AnonymousUser": "a type in quoted signatures",
    # Columns: written for people who look at the table, and read by queries as text
    "*_at": "a column: when it happened",
    "step_kind": "a column of progress",
    "changed_by": "a column: who it was, shown beside it",
    # Choices that a form offers, or that a row may hold
    "FILES_MISSING": "a choice of a reviewer",
    "NOT_READABLE": "a choice of a reviewer",
    "HELPFUL": "a choice of a lead",
    "FAIR": "a choice of a lead",
    "LIGHT": "a person's choice of look",
    "DARK": "a person's choice of look",
    # Django REST framework
    "status_code": "DRF: exception; Django: response",
    "has_permission": "DRF: permission",
    "allow_request": "DRF: throttle",
    "default_detail": "DRF: exception",
    "default_code": "DRF: exception",
    "media_type": "DRF: parser",
    "parser_context": "DRF: parser",
    "renderer_class": "DRF: parser",
    "get_*": "DRF: serializer method field, or a view's hook",
    "to_representation": "DRF: serializer",
    "lookup_field": "DRF: view",
    "lookup_url_kwarg": "DRF: view",
    # Others
    "_get": "kombu: channel",
    "timeout": "kombu: channel",
    "BUILT_IN": "what a rubric may name besides a pack's checks: conformance asks",
    "STORAGE_SCHEME": "limits: storage",
    "base_exceptions": "limits: storage",
    "_repr_mimebundle_": "IPython: display",
    "find_class": "pickle: Unpickler",
    "on_*": "Keras: callback",
    "_stay": "held so that it lives",
}
DECORATORS = [
    "@register.*",
    "@receiver*",
    "@*.connect*",
    "@shared_task*",
    "@app.*",
    "@display*",
    "@admin.*",
    "@*.setter",
]


def dead() -> list[Item]:
    finder = vulture.Vulture(ignore_decorators=DECORATORS)
    finder.scavenge([str(path) for path in sources.modules()])
    finder.used_names |= _names_in_templates() | _names_in_strings()
    return [item for item in finder.get_unused_code() if not _is_excepted(item)]


def _names_in_templates() -> set[str]:
    """Every word between braces; `form.title` uses both."""
    tags = re.compile(r"{[{%](.*?)[}%]}", re.DOTALL)
    texts = (path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.*"))
    inside = (tag for text in texts for tag in tags.findall(text))
    return {word for tag in inside for word in re.findall(r"[A-Za-z_]\w*", tag)}


def _names_in_strings() -> set[str]:
    dotted = re.compile(r"[\"'](?:\w+\.)+(\w+)[\"']")
    texts = (path.read_text("utf-8") for path in sources.modules())
    return {name for text in texts for name in dotted.findall(text)}


def _is_excepted(item: Item) -> bool:
    path = str(item.filename.relative_to(ROOT))
    return any(fnmatchcase(path, each) for each in EXCEPTIONS_BY_PATH) or any(
        fnmatchcase(item.name, each) for each in EXCEPTIONS
    )


def main() -> int:
    found = dead()
    for item in found:
        place = f"{item.filename.relative_to(ROOT)}:{item.first_lineno}"
        print(f"{place}: {item.message}")
    if found:
        print("Delete it, or add it to EXCEPTIONS in tests/house/dead_code.py.")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
