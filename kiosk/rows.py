"""Rows as they stand in the register: records are sealed on the way in and opened on the way out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from peewee import Field

from kiosk import sealing
from kiosk.held_keys import keys
from kiosk.records import Case, Record, database, trail
from kiosk.records.base import SealedField
from kiosk.records.faults import Conflict

R = TypeVar("R", bound=Record)


def revived(table: type[R], row: tuple[Any, ...]) -> R:
    """Return the record that a row holds, with its words opened."""
    record = table(__no_default__=True)
    fields = trail.columns(table)
    if not sealing.sealed(table):
        record.__data__ = {f.name: f.python_value(v) for f, v in zip(fields, row, strict=True)}  # type: ignore[no-untyped-call]
        return record
    record.sealed_as = {}
    for field, value in zip(fields, row, strict=False):
        if isinstance(field, SealedField):
            record.sealed_as[field.name] = value
        else:
            record.__data__[field.name] = field.python_value(value)  # type: ignore[no-untyped-call]
    sealing.open_words(record, row[len(fields)] if len(row) > len(fields) else None)
    return record


@cache
def select_statement(table: type[Record]) -> str:
    """Return the beginning of every `load` of a table."""
    names = ", ".join(f'"{field.column_name}"' for field in trail.columns(table))
    return f'SELECT {names}{sealing.wrapped_column(table)} FROM "{table._meta.table_name}"'


class Written:
    """What one transaction writes, remembered for its audit entry."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], str | None] = {}
        """(table, key) to the digest of the row as it now stands; None when it was removed."""
        self.is_idle = False
        """Set when there turned out to be nothing to do: no audit entry tells of it."""
        self.sealer = sealing.Sealer()

    def add(self, record: Record) -> None:
        """Insert a record, its words sealed."""
        table = type(record)
        wrapped = self.sealer.give_key(record) if table is Case else None
        if sealing.sealed(table):
            record.sealed_as = self.sealer.sealed(record, record.__data__)
        values = stored_values(record)
        database.execute_sql(insert_statement(table), values)
        self.note(record, values)
        if wrapped is not None:
            self.sealer.keep_key(sealing.case_of(record), wrapped)

    def extend(self, records: Iterable[Record]) -> None:
        """Insert several records."""
        for record in records:
            self.add(record)

    def change(self, record: Record, **values: Any) -> None:
        """Update a record; a case must not have changed since it was read."""
        table = type(record)
        key = key_field(table)
        where = key == record.__data__[key.name]
        if isinstance(record, Case):
            where &= Case.version == record.version
            values["version"] = record.version + 1
        sealed = self.sealer.sealed(record, values) if sealing.sealed(table) else {}
        if not table.update(**values | sealed).where(where).execute():
            raise Conflict
        for name, value in values.items():
            setattr(record, name, value)
        if sealed:
            record.sealed_as |= sealed
        self.note(record, stored_values(record))

    def put(self, record: Record) -> None:
        """Insert a record, or let it stand in the place of the one with its key."""
        table = type(record)
        if table is Case and not is_there(record):
            self.add(record)
            return
        if sealing.sealed(table):
            record.sealed_as = self.sealer.sealed(record, record.__data__)
        values = stored_values(record)
        database.execute_sql(put_statement(table), values)
        self.note(record, values)

    def remove(self, record: Record) -> None:
        """Delete a record that is not a case's: those are never deleted."""
        record.delete_instance()
        self.rows[type(record)._meta.table_name, row_key(record)] = None

    def note(self, record: Record, values: list[Any]) -> None:
        """Remember the row as it now stands."""
        table = type(record)
        if table not in trail.UNPROTECTED:
            name = table._meta.table_name
            self.rows[name, row_key(record)] = trail.digest(keys().audit, name, values)


def is_there(case: Record) -> bool:
    """Tell whether the register holds a case."""
    found = database.execute_sql('SELECT 1 FROM "case" WHERE uid = ?', (row_key(case),))
    return found.fetchone() is not None


def key_field(table: type[Record]) -> Field[Any]:
    """Return the column that is a table's key."""
    found = table._meta.primary_key
    assert isinstance(found, Field)
    return found


def stored(field: Field[Any], record: Record) -> Any:
    """Return one value of a record as the store keeps it."""
    return field.db_value(record.__data__.get(field.name))  # type: ignore[no-untyped-call]


def row_key(record: Record) -> str:
    """Return a row's key as it stands in the store."""
    key = key_field(type(record))
    return str(stored(key, record))


def without_key(record: Record) -> dict[str, Any]:
    """Return a record's values but for its key."""
    key = key_field(type(record)).name
    return {name: value for name, value in record.__data__.items() if name != key}


def stored_values(record: Record) -> list[Any]:
    """Return a record's values as the store keeps them, in the order of the columns."""
    held, fields = record.__data__, trail.columns(type(record))
    if not sealing.sealed(type(record)):
        return [field.db_value(held.get(field.name)) for field in fields]  # type: ignore[no-untyped-call]
    sealed = record.sealed_as
    return [
        sealed[field.name] if field.name in sealed else field.db_value(held.get(field.name))  # type: ignore[no-untyped-call]
        for field in fields
    ]


@cache
def insert_statement(table: type[Record]) -> str:
    """Return the insert of a table. Made by hand: a model's own insert takes five times as long."""
    names = [f'"{field.column_name}"' for field in trail.columns(table)]
    marks = ", ".join("?" for _name in names)
    return f'INSERT INTO "{table._meta.table_name}" ({", ".join(names)}) VALUES ({marks})'


@cache
def put_statement(table: type[Record]) -> str:
    """Return the insert of a table that replaces the row with the same key."""
    key = key_field(table).column_name
    names = [field.column_name for field in trail.columns(table) if field.column_name != key]
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in names)
    return f'{insert_statement(table)} ON CONFLICT ("{key}") DO UPDATE SET {sets}'
