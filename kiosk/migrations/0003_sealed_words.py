"""What sealing needs: a wrapped key for each case, marks of the hospital's keys, a hash to find phones by."""

from typing import Any

from peewee import (
    BigIntegerField,
    BlobField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    PostgresqlDatabase,
    UUIDField,
)

WIDER = (("case", "channel_number"), ("theme", "title"), ("saved_view", "name"))
"""Sealed, these texts are longer than what is typed; SQLite never cared how long they are."""
INDEXES = (
    "CREATE INDEX person_phone_mark ON person (phone_mark) WHERE phone_mark IS NOT NULL",
    'CREATE INDEX case_kept ON "case" (kind, closed_at) WHERE closed_at IS NOT NULL AND erased_at IS NULL',
)


def up(_migrator: Any, db: Any) -> None:
    """Make the new tables, columns and indexes."""

    class Case(Model):
        uid = UUIDField(primary_key=True)

        class Meta:
            database = db
            table_name = "case"

    class CaseKey(Model):
        case = ForeignKeyField(Case, column_name="case_uid", primary_key=True)
        wrapped = BlobField()

        class Meta:
            database = db
            table_name = "case_key"

    class KeyMark(Model):
        id = IntegerField(primary_key=True)
        mark = BlobField()

        class Meta:
            database = db
            table_name = "key_mark"

    class RunMark(Model):
        name = CharField(primary_key=True, max_length=32)
        at = BigIntegerField()

        class Meta:
            database = db
            table_name = "run_mark"

    db.create_tables([CaseKey, KeyMark, RunMark])
    is_postgresql = isinstance(db, PostgresqlDatabase)
    kind = "BYTEA" if is_postgresql else "BLOB"
    db.execute_sql(f"ALTER TABLE person ADD COLUMN phone_mark {kind}")
    for table, column in WIDER if is_postgresql else ():
        db.execute_sql(f'ALTER TABLE "{table}" ALTER COLUMN {column} TYPE TEXT')
    for statement in INDEXES:
        db.execute_sql(statement)
