"""Queries whose SQL is made once for each kind of reader, and then asked with other values.

Django writes a query anew each time. Where the door for reading is in it (`visible_to`) that takes 2
to 10 ms, the answer less than one, and a page has several. So the SQL is kept in the process, with
places for what differs: the reader's key, other keys, the present time. What else it may depend on is
in `_kind_of`; while tests run each query is written anew and compared (CHECK_KEPT_QUERIES).
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.utils import timezone

from projects.models import User

Row = TypeVar("Row")
Key = int | UUID
Value = Key | User
FIRST_STAND_IN = 9_070_600_000_000_000
"""No number that a query would have by itself."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class _Place:
    """Of what differs: the first value is 0; None is the present time."""

    of: int | None


@dataclass(frozen=True)
class _Kept:
    """Shared by threads: only copies of the compiler are asked."""

    sql: str
    values: tuple[Any, ...]  # some are places
    compiler: Any
    converters: Any  # of the database's values, which Django looks up for each column
    rows: Any  # how its queryset makes objects of rows


class KeptQuery(Generic[Row]):
    """Called with readers and keys, it gives the rows of the queryset that `build` makes of them.

    `build` may look at nothing but a reader's kind and keys, and know no time but the present. It joins
    what it needs (`select_related`); what is to be prefetched is the caller's to ask for.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self.build = build
        self._kept: dict[tuple[Any, ...], _Kept | None] = {}

    def __call__(self, *values: Value) -> list[Row]:
        kind = (connections[DEFAULT_DB_ALIAS].vendor, *map(_kind_of, values))
        if kind not in self._kept:
            self._kept[kind] = self._written(values)
        kept = self._kept[kind]
        filled = _filled(kept.values, values) if kept else []
        if settings.CHECK_KEPT_QUERIES:
            _check(kept, filled, self.build(*values))
        return list(kept.rows(_Asked(kept, filled))) if kept else []

    def _written(self, values: Sequence[Value]) -> _Kept | None:
        """None where nothing can be found, whatever the values."""
        stand_ins = [_stand_in(n, value) for n, value in enumerate(values)]
        before = timezone.now()
        rows = self.build(*stand_ins)
        compiler = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
        try:
            sql, asked = compiler.as_sql()
        except EmptyResultSet:
            return None
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        return _Kept(
            sql,
            tuple(_place_of(value, stand_ins, before) for value in asked),
            compiler,
            compiler.get_converters(columns),
            rows._iterable_class,  # noqa: SLF001
        )


class _Asked:
    """What Django's iterables ask of a queryset, and of its query."""

    _known_related_objects: Mapping[Any, Any] = MappingProxyType({})
    db = DEFAULT_DB_ALIAS

    def __init__(self, kept: _Kept, values: Sequence[Any]) -> None:
        self.query = self
        self._kept, self._values = kept, values

    def get_compiler(self, using: str) -> Any:
        compiler = copy(self._kept.compiler)
        compiler.connection = connections[using]
        compiler.as_sql = lambda *_, **__: (self._kept.sql, tuple(self._values))
        compiler.get_converters = lambda _: self._kept.converters
        return compiler


def _kind_of(value: Value) -> tuple[Any, ...]:
    return tuple(_traits(value).values()) if isinstance(value, User) else (type(value),)


def _traits(reader: User) -> dict[str, Any]:
    """All of a person that the door for reading and `rules` look at, beside who they are."""
    return {
        "is_active": reader.is_active,
        "is_staff": reader.is_staff,
        "is_superuser": reader.is_superuser,
        "is_lead": reader.is_lead,
        "leads_all_cohorts": reader.leads_all_cohorts,
        "email_verified_at": LONG_AGO if reader.has_proved_address else None,
    }


def _stand_in(n: int, value: Value) -> Value:
    """Of the same kind, with a key that is found again in the query."""
    key = FIRST_STAND_IN + n
    if isinstance(value, User):
        return User(pk=key, **_traits(value))
    return UUID(int=key) if isinstance(value, UUID) else key


def _place_of(value: Any, stand_ins: Sequence[Value], before: datetime) -> Any:
    """The place that a value of a query's holds, or the value, if it is always the same."""
    for n, one in enumerate(stand_ins):
        if value == _adapted(one):
            return _Place(n)
    earliest = _adapted(before)
    if type(value) is type(earliest) and earliest <= value <= _adapted(timezone.now()):
        return _Place(None)
    return value


def _filled(asked: Sequence[Any], values: Sequence[Value]) -> list[Any]:
    now = _adapted(timezone.now())
    own = [_adapted(value) for value in values]
    return [
        (now if one.of is None else own[one.of]) if isinstance(one, _Place) else one
        for one in asked
    ]


def _adapted(value: Value | datetime) -> Any:
    """As Django gives it to this database; of a person, the key."""
    connection = connections[DEFAULT_DB_ALIAS]
    if isinstance(value, User):
        return value.pk
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _check(kept: _Kept | None, filled: Sequence[Any], rows: QuerySet[Any]) -> None:
    """Raises where the query that was kept is another than the one written now."""
    try:
        sql, values = rows.query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        sql, values = "", ()
    same = [
        (one, other)
        for one, other, place in zip(
            filled, values, kept.values if kept else (), strict=True
        )
        if place != _Place(None)
    ]
    if sql != (kept.sql if kept else "") or any(one != other for one, other in same):
        raise AssertionError(f"A kept query is another now: {sql}")
