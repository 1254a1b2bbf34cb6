"""Rows that many parents have alike are inserted once and copied by the database itself."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import ForeignKey, Model

from projects.models import Artifact, CheckResult, Comment, CriterionReview, Progress

MOST = 20_000  # pairs in one statement
Pair = tuple[int, int]
"""A parent without such rows, and the one whose rows it gets."""


def copy_results(pairs: Sequence[Pair]) -> None:
    _copy(CheckResult, "step", pairs)


def copy_artifacts(pairs: Sequence[Pair]) -> None:
    _copy(Artifact, "run", pairs)


def copy_progress(pairs: Sequence[Pair]) -> None:
    _copy(Progress, "run", pairs)


def copy_judgements(pairs: Sequence[Pair]) -> None:
    _copy(CriterionReview, "review", pairs)


def copy_comments(pairs: Sequence[Pair]) -> None:
    _copy(Comment, "review", pairs)


def _copy(model: type[Model], parent: str, pairs: Sequence[Pair]) -> None:
    """`parent`: the name of the foreign key."""
    quote, meta = connection.ops.quote_name, model._meta  # noqa: SLF001 - public by its documentation
    fields = [one for one in meta.concrete_fields if not one.primary_key]
    own = [quote(one.column or one.name) for one in fields if one.name != parent]
    key = meta.get_field(parent)
    if not isinstance(key, ForeignKey):
        raise TypeError(f"{model.__name__}.{parent} is no foreign key.")
    into, of = ", ".join([quote(key.column), *own]), ", ".join(f"r.{c}" for c in own)
    table, column = quote(meta.db_table), quote(key.column)
    # Every name is quoted, and comes from our models.
    insert = f"INSERT INTO {table} ({into}) SELECT p.made, {of} FROM load_pairs p JOIN {table} r ON r.{column} = p.pattern ORDER BY p.made, r.id"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS load_pairs (made bigint, pattern bigint)"
        )
        for start in range(0, len(pairs), MOST):
            cursor.execute("DELETE FROM load_pairs")
            cursor.executemany(
                "INSERT INTO load_pairs (made, pattern) VALUES (%s, %s)",
                list(pairs[start : start + MOST]),
            )
            cursor.execute(insert)
        cursor.execute("DROP TABLE load_pairs")
